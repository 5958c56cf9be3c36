#include <fmt/format.h>

#include <apps/console/numbers.hpp>
#include <charconv>

namespace attrib::console {
namespace {

namespace po = boost::program_options;

template <class Number>
po::typed_value<Number>* checked(Number& out, std::string name, Number lowest, Number highest,
                                 std::string default_text) {
    const auto check = [=, name = std::move(name)](Number given) {
        if (given >= lowest && given <= highest) return;
        throw failure(errc::invalid_option, fmt::format("--{} must be from {} to {}, not {}", name,
                                                        lowest, highest, given));
    };
    return po::value(&out)->default_value(out, default_text)->notifier(check);
}

std::string with_commas(std::string text) {
    const std::size_t begin = text.starts_with('-') ? 1 : 0;
    for (std::size_t at = std::min(text.find('.'), text.size()); at > begin + 3;)
        text.insert(at -= 3, 1, ',');
    return text;
}

}  // namespace

po::typed_value<std::int64_t>* whole_number(std::int64_t& out, std::string name,
                                            std::int64_t lowest, std::int64_t highest,
                                            std::string default_text) {
    if (default_text.empty()) default_text = std::to_string(out);
    return checked(out, std::move(name), lowest, highest, std::move(default_text))->value_name("N");
}

po::typed_value<double>* real_number(double& out, std::string name, double lowest, double highest) {
    return checked(out, std::move(name), lowest, highest, fmt::format("{}", out))->value_name("X");
}

result<std::uint64_t> byte_size(std::string_view option, std::string_view text) {
    constexpr std::string_view units = "KMG";
    constexpr std::uint64_t most = std::uint64_t{1} << 60;
    std::string_view digits = text;
    unsigned shift = 0;
    if (!digits.empty())
        if (const std::size_t unit = units.find(digits.back()); unit != std::string_view::npos) {
            shift = static_cast<unsigned>(unit + 1) * 10;
            digits.remove_suffix(1);
        }
    std::uint64_t number = 0;
    const auto [end, wrong] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (wrong != std::errc{} || end != digits.data() + digits.size() || number > most >> shift)
        return error{errc::invalid_option,
                     fmt::format("--{} must be a size such as 512M or 2G, not '{}'", option, text)};
    return number << shift;
}

std::string grouped(std::int64_t number) { return with_commas(std::to_string(number)); }
std::string grouped(std::uint64_t number) { return with_commas(std::to_string(number)); }
std::string grouped(const money_sum& sum) { return with_commas(to_string(sum)); }

}  // namespace attrib::console
