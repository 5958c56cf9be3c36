#include <libattrib/collect/row_text.hpp>
#include <libattrib/core/json_text.hpp>

namespace attrib {

void row_text::begin_member(std::string_view name) {
    text_ += text_.empty() ? '{' : ',';
    append_json_text(text_, name);
    text_ += ':';
}

void row_text::add(std::string_view name, std::string_view value) {
    if (value.empty()) return;
    begin_member(name);
    append_json_text(text_, value);
}

void row_text::add_json(std::string_view name, std::string_view json) {
    if (json.empty()) return;
    begin_member(name);
    text_ += json;
}

void row_text::add_members(std::string_view members) {
    if (members.empty()) return;
    text_ += text_.empty() ? '{' : ',';
    text_ += members;
}

void row_text::finish(std::string& out) {
    if (text_.empty()) text_ += '{';
    out.append(text_).append("}\n");
    text_.clear();
}

}  // namespace attrib
