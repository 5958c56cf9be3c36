#include <libattrib/attribution/attribute_user.hpp>

namespace attrib {

attribution attribute_user(std::span<const event> timeline, const attribution_options& options) {
    identity_set scratch;
    std::vector<std::size_t> positions;
    attribution out;
    attribute_user(timeline, options.session_timeout, options.lookback,
                   conversion_names(options.conversions), scratch, positions, out);
    return out;
}

}  // namespace attrib
