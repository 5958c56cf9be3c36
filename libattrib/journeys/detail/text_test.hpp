/// @file
/// Tests of a text against values of a condition.
#pragma once

#include <re2/re2.h>

#include <algorithm>
#include <cstdint>
#include <libattrib/journeys/share_condition.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace attrib::detail {

/// Regular expressions, made ready. RE2 takes time that grows with the text, whatever the
/// expression: nobody holds the server up with one.
class text_patterns {
   public:
    explicit text_patterns(const std::vector<std::string>& patterns) {
        RE2::Options options(RE2::Quiet);
        options.set_max_mem(most_memory);
        for (const std::string& each : patterns)
            patterns_.push_back(std::make_unique<RE2>(each, options));
    }

    /// What is wrong with the first that is no regular expression.
    [[nodiscard]] std::optional<std::string> fault() const {
        for (const auto& each : patterns_)
            if (!each->ok()) return each->error();
        return std::nullopt;
    }

    /// Whether one is found in the text.
    [[nodiscard]] bool match(std::string_view text) const {
        return std::ranges::any_of(patterns_, [&](const auto& each) {
            return RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), *each);
        });
    }

   private:
    static constexpr std::int64_t most_memory = std::int64_t{1} << 20;  // of each, in bytes

    std::vector<std::unique_ptr<RE2>> patterns_;
};

/// A test of share_condition.
class text_test {
   public:
    /// REQUIRES: `of` is a test, its patterns are regular expressions; it outlives this.
    explicit text_test(const share_condition& of)
        : of_(of),
          patterns_(of.which == share_condition::kind::matches ? of.values
                                                               : std::vector<std::string>()) {}

    /// An empty text is null.
    [[nodiscard]] bool passes(std::string_view text) const {
        using enum share_condition::kind;
        if (of_.which == is) return std::ranges::find(of_.values, text) != of_.values.end();
        if (text.empty()) return false;
        if (of_.which == matches) return patterns_.match(text);
        return std::ranges::any_of(of_.values, [&](const std::string& value) {
            return of_.which == contains ? text.find(value) != std::string_view::npos
                                         : text.starts_with(value);
        });
    }

   private:
    const share_condition& of_;
    text_patterns patterns_;
};

}  // namespace attrib::detail
