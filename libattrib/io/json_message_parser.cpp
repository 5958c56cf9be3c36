#include <libattrib/core/blank.hpp>
#include <libattrib/io/detail/json_text.hpp>
#include <libattrib/io/event_header.hpp>
#include <libattrib/io/event_parser.hpp>
#include <libattrib/io/json_message_parser.hpp>

namespace attrib {

row_counts json_message_parser::parse(std::string_view message, const message_place& place,
                                      event_consumer& consumer) {
    row_counts counts;
    counts.bytes = message.size();
    detail::row_taker taker(place.source, consumer, counts, place.latest, place.offset);
    if (message.starts_with(byte_order_mark)) message.remove_prefix(byte_order_mark.size());
    const std::string_view text = trimmed(message);
    detail::json_text rows{text};
    rows.ends_source = true;
    rows.is_in_array = text.starts_with('[');
    detail::parse_json(rows, parser_, taker);
    if (counts.read == 0 && !text.starts_with('['))
        taker.refuse({reject_reason::bad_json, {}}, place.offset, text);
    return counts;
}

}  // namespace attrib
