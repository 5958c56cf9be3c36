#include <libattrib/journeys/path_texts.hpp>

namespace attrib {

text_number path_texts::number_of(std::string_view text) {
    const std::scoped_lock lock(mutex_);
    const dictionary::entry known = texts_.add(text);
    if (known.id == all_.size()) all_.push_back(known.text);
    return known.id;
}

}  // namespace attrib
