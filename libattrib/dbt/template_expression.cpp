#include <algorithm>
#include <libattrib/dbt/template_expression.hpp>

namespace attrib {
namespace {

bool is_word(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// Reads from the front of a text. Functions return false where something else stands there.
class expression_reader {
   public:
    explicit expression_reader(std::string_view text) : rest_(text) {}

    bool read(template_expression& out) {
        skip_spaces();
        if (read_quoted(out.word) || read_number(out.word)) return true;
        if (!read_word(out.word)) return false;
        out.what = template_expression::kind::name;
        if (out.word == "adapter" && take(".dispatch")) return read_dispatched(out);
        return !take("(") || read_arguments(out);
    }

    bool is_at_end() {
        skip_spaces();
        return rest_.empty();
    }

   private:
    void skip_spaces() {
        rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t\n"), rest_.size()));
    }

    bool take(std::string_view text) {
        if (!rest_.starts_with(text)) return false;
        rest_.remove_prefix(text.size());
        return true;
    }

    std::string take_first(std::size_t length) {
        std::string text(rest_.substr(0, length));
        rest_.remove_prefix(length);
        return text;
    }

    bool read_word(std::string& out) {
        if (rest_.empty() || (rest_.front() >= '0' && rest_.front() <= '9')) return false;
        std::size_t length = 0;
        while (length < rest_.size() && is_word(rest_[length])) ++length;
        out = take_first(length);
        return length != 0;
    }

    bool read_number(std::string& out) {
        std::size_t length = rest_.starts_with('-') ? 1 : 0;
        const std::size_t sign = length;
        while (length < rest_.size() && rest_[length] >= '0' && rest_[length] <= '9') ++length;
        if (length == sign || (length < rest_.size() && is_word(rest_[length]))) return false;
        out = take_first(length);
        return true;
    }

    bool read_quoted(std::string& out) {
        if (rest_.empty() || (rest_.front() != '\'' && rest_.front() != '"')) return false;
        const std::size_t end = rest_.find(rest_.front(), 1);
        if (end == std::string_view::npos) return false;
        out = rest_.substr(1, end - 1);
        rest_.remove_prefix(end + 1);
        return true;
    }

    // After `(`, up to and with `)`.
    bool read_arguments(template_expression& out) {
        out.what = template_expression::kind::call;
        skip_spaces();
        if (take(")")) return true;
        do {
            template_expression argument;
            if (!read(argument)) return false;
            skip_spaces();
            std::string key;
            if (argument.what == template_expression::kind::name && take("=")) {
                key = argument.word;
                argument = {};
                if (!read(argument)) return false;
                skip_spaces();
            }
            out.keys.push_back(std::move(key));
            out.arguments.push_back(std::move(argument));
        } while (take(","));
        return take(")");
    }

    // After `adapter.dispatch`.
    bool read_dispatched(template_expression& out) {
        template_expression dispatch;
        if (!take("(") || !read_arguments(dispatch) || dispatch.arguments.empty() || !take("("))
            return false;
        out.word = dispatch.arguments.front().word;
        out.is_dispatched = true;
        return read_arguments(out);
    }

    std::string_view rest_;
};

}  // namespace

std::optional<template_expression> parse_expression(std::string_view text) {
    expression_reader reader(text);
    template_expression found;
    if (!reader.read(found) || !reader.is_at_end()) return {};
    return found;
}

}  // namespace attrib
