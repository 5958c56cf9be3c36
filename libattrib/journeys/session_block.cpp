#include <libattrib/journeys/session_block.hpp>

namespace attrib {

std::size_t session_block::bytes() const noexcept {
    std::size_t sum = sizeof *this + users.capacity() * sizeof(user_number);
    for (const auto& column : values) sum += column.capacity() * sizeof(text_number);
    return sum;
}

}  // namespace attrib
