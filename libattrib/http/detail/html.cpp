#include <libattrib/http/detail/html.hpp>

namespace attrib::detail {

std::string html_escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '&')
            out += "&amp;";
        else if (c == '<')
            out += "&lt;";
        else if (c == '>')
            out += "&gt;";
        else if (c == '"')
            out += "&quot;";
        else
            out += c;
    }
    return out;
}

std::string table_begin(std::initializer_list<std::string_view> columns) {
    std::string out = "<table>\n<tr>";
    for (const std::string_view each : columns)
        out.append("<th scope=\"col\">").append(each).append("</th>");
    return out + "</tr>\n";
}

}  // namespace attrib::detail
