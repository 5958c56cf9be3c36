#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <apps/console/help.hpp>
#include <charconv>
#include <cstdlib>

namespace attrib::console {
namespace {

constexpr std::size_t usual_width = 80;
constexpr std::size_t least_width = 40;
constexpr std::size_t most_width = 500;

// 0 where nothing says it.
std::size_t width_of_environment() {
    const char* const columns = std::getenv("COLUMNS");
    if (columns == nullptr) return 0;
    const std::string_view text(columns);
    std::size_t width = 0;
    const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), width);
    return wrong == std::errc{} && end == text.data() + text.size() ? width : 0;
}

std::size_t width_of_terminal() {
    winsize size{};
    return ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

// Takes the text before the next separator off the front of `rest`.
std::string_view take_until(std::string_view& rest, char separator) {
    const std::size_t end = std::min(rest.find(separator), rest.size());
    const std::string_view taken = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return taken;
}

void append_wrapped(std::string& out, std::string_view line, std::size_t width) {
    std::size_t used = 0;
    while (!line.empty()) {
        const std::string_view word = take_until(line, ' ');
        if (word.empty()) continue;
        if (used != 0 && used + 1 + word.size() > width) {
            out += '\n';
            used = 0;
        }
        if (used != 0) {
            out += ' ';
            ++used;
        }
        out += word;
        used += word.size();
    }
    out += '\n';
}

}  // namespace

std::size_t help_width() {
    std::size_t width = width_of_environment();
    if (width == 0) width = width_of_terminal();
    if (width == 0) width = usual_width;
    return std::clamp(width, least_width, most_width);
}

boost::program_options::options_description option_group(const std::string& title) {
    const auto width = static_cast<unsigned>(help_width());
    return {title, width, width / 2};
}

std::string wrapped(std::string_view text, std::size_t width) {
    std::string out;
    while (!text.empty()) {
        const std::string_view line = take_until(text, '\n');
        if (line.starts_with(' '))
            out.append(line).append("\n");
        else
            append_wrapped(out, line, width);
    }
    return out;
}

std::string without_trailing_blanks(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '\n') out.resize(out.find_last_not_of(' ') + 1);  // npos + 1 is 0
        out.push_back(c);
    }
    return out;
}

}  // namespace attrib::console
