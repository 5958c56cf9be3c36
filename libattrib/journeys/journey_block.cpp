#include <libattrib/journeys/journey_block.hpp>

namespace attrib {

std::size_t journey_block::bytes() const noexcept {
    std::size_t sum = sizeof *this + conversions.capacity() * sizeof(packed_conversion) +
                      touches.capacity() * sizeof(touch);
    for (const auto& column : values) sum += column.capacity() * sizeof(text_number);
    return sum;
}

}  // namespace attrib
