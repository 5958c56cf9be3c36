#include <libattrib/io/amount_parser.hpp>

namespace attrib {

money_parse amount_parser::parse(std::string_view text, money& out) {
    if (!has_decimal_comma_) return parse_money(text, out);
    const std::size_t comma = text.find(',');
    if (comma == std::string_view::npos) return parse_money(text, out);
    if (text.find('.') != std::string_view::npos ||
        text.find(',', comma + 1) != std::string_view::npos)
        return money_parse::malformed;
    amount_ = text;
    amount_[comma] = '.';
    return parse_money(amount_, out);
}

}  // namespace attrib
