#include <fmt/format.h>

#include <libattrib/core/blank.hpp>
#include <libattrib/core/hash.hpp>
#include <libattrib/core/utf8.hpp>
#include <libattrib/io/detail/json_text.hpp>
#include <libattrib/io/event_header.hpp>
#include <libattrib/io/event_parser.hpp>
#include <libattrib/io/json_message_parser.hpp>

namespace attrib {
namespace {

// Gives events of a message the identity of the message where they have none.
class identifying_consumer final : public event_consumer {
   public:
    identifying_consumer(event_consumer& consumer, std::string_view identity)
        : consumer_(consumer), identity_(identity) {
        constexpr std::size_t max_suffix = 12;
        if (!is_text(identity) || identity.size() + max_suffix > max_identifier_bytes)
            identity_ = fmt::format("{:016x}", hash_of(identity));
    }

    void accept(const event& taken) override {
        if (!taken.event_id.empty() || identity_.empty()) return consumer_.accept(taken);
        const std::string id = given_ == 0 ? identity_ : fmt::format("{}.{}", identity_, given_);
        ++given_;
        event identified = taken;
        identified.event_id = id;
        consumer_.accept(identified);
    }
    void refuse(const reject& refused) override { consumer_.refuse(refused); }

   private:
    event_consumer& consumer_;
    std::string identity_;
    std::uint64_t given_ = 0;
};

}  // namespace

row_counts json_message_parser::parse(std::string_view message, const message_place& place,
                                      event_consumer& consumer) {
    row_counts counts;
    counts.bytes = message.size();
    identifying_consumer identified(consumer, place.identity);
    detail::row_taker taker(place.source, identified, counts, place.latest, place.offset);
    if (message.starts_with(byte_order_mark)) message.remove_prefix(byte_order_mark.size());
    const std::string_view text = trimmed(message);
    detail::json_text rows{text};
    rows.ends_source = true;
    rows.is_in_array = text.starts_with('[');
    detail::parse_json(rows, parser_, taker);
    if (counts.read == 0 && !text.starts_with('['))
        taker.refuse({reject_reason::bad_json, {}}, 1, text);
    return counts;
}

}  // namespace attrib
