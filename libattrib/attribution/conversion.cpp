#include <libattrib/attribution/conversion.hpp>

namespace attrib {

std::vector<std::size_t> find_conversions(std::span<const event> timeline,
                                          const conversion_names& names) {
    identity_set scratch;
    std::vector<std::size_t> positions;
    find_conversions(timeline, names, scratch, positions);
    return positions;
}

}  // namespace attrib
