#include <apps/console/printable_output.hpp>
#include <libattrib/core/printable.hpp>

namespace attrib::console {

printable_output::printable_output(std::ostream& stream)
    : stream_(stream), to_(stream.rdbuf(this)) {}

printable_output::~printable_output() { stream_.rdbuf(to_); }

bool printable_output::put(std::string_view text) {
    const std::string shown = printable_lines(text);
    const std::scoped_lock lock(mutex_);
    return to_->sputn(shown.data(), static_cast<std::streamsize>(shown.size())) ==
           static_cast<std::streamsize>(shown.size());
}

std::streamsize printable_output::xsputn(const char* text, std::streamsize size) {
    return put({text, static_cast<std::size_t>(size)}) ? size : 0;
}

std::streambuf::int_type printable_output::overflow(int_type character) {
    if (traits_type::eq_int_type(character, traits_type::eof())) return 0;
    const char c = traits_type::to_char_type(character);
    return put({&c, 1}) ? character : traits_type::eof();
}

int printable_output::sync() {
    const std::scoped_lock lock(mutex_);
    return to_->pubsync();
}

}  // namespace attrib::console
