#include <libattrib/journeys/session_block.hpp>

namespace attrib {

std::size_t session_columns::bytes() const noexcept {
    return static_cast<std::size_t>(touches.count()) * sizeof(text_number) +
           (has_counts ? sizeof(session_counts) : 0);
}

std::size_t session_block::bytes() const noexcept {
    std::size_t sum = sizeof *this + users.capacity() * sizeof(user_number) +
                      counts.capacity() * sizeof(session_counts);
    for (const auto& column : values) sum += column.capacity() * sizeof(text_number);
    return sum;
}

}  // namespace attrib
