#include <libattrib/io/reject.hpp>

#include <array>

namespace attrib {

std::string_view name_of(reject_reason reason) noexcept {
    constexpr std::array<std::string_view, 19> names{"field_count",
                                                     "stray_quote",
                                                     "row_too_long",
                                                     "missing_value",
                                                     "bad_timestamp",
                                                     "timestamp_unit",
                                                     "timestamp_range",
                                                     "bad_value",
                                                     "value_range",
                                                     "text_too_long",
                                                     "bad_utf8",
                                                     "nul_byte",
                                                     "bad_json",
                                                     "row_not_utf8",
                                                     "wrong_type",
                                                     "named_twice",
                                                     "cut_off",
                                                     "timestamp_future",
                                                     "bot"};
    return names[static_cast<std::size_t>(reason)];
}

}  // namespace attrib
