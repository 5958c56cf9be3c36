/// @file
/// Events with every column at its limit at once: texts as long as they may be that no compression
/// makes shorter, the first and the last moment, the largest and the smallest amount.
#pragma once

#include <array>
#include <deque>
#include <libattrib/attribution/options.hpp>
#include <libattrib/core/random.hpp>
#include <libattrib/io/csv_writer.hpp>
#include <limits>
#include <string>
#include <tests/support/events.hpp>
#include <vector>

namespace attrib::test {

/// What a text is made of, besides characters that CSV, SQL and JSON must escape.
enum class alphabet : unsigned char { letters, three_byte_characters };

/// Exactly `bytes` bytes of UTF-8, the same for a seed.
inline std::string random_text(alphabet of, std::size_t bytes, std::uint64_t seed) {
    constexpr std::string_view letters =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    constexpr std::string_view escaped = "\"'\\\t\n\r,;{}%&?#$ ";
    random_stream random(seed);
    std::string text = "<";  // not white space, which readers trim
    while (text.size() + 4 < bytes) {
        if (random.one_in(50)) {
            text += escaped[random.below(escaped.size())];
        } else if (of == alphabet::letters) {
            text += letters[random.below(letters.size())];
        } else {
            const std::uint64_t code = 0x4E00 + random.below(0x5000);
            text += static_cast<char>(0xE0 | code >> 12);
            text += static_cast<char>(0x80 | (code >> 6 & 0x3F));
            text += static_cast<char>(0x80 | (code & 0x3F));
        }
    }
    return text.append(bytes - text.size(), '>');
}

/// Owns the texts that its events show.
class largest_events {
   public:
    /// The first user's texts are of letters, the second's of characters of three bytes.
    largest_events() {
        for (const alphabet of : {alphabet::letters, alphabet::three_byte_characters}) {
            event same;
            for (const column_rule& rule : column_rules)
                if (rule.text != nullptr) same.*rule.text = text(of, rule.max_bytes);
            conversions_.emplace_back(same.event_name);
            add_user(of, same);
        }
    }
    largest_events(const largest_events&) = delete;
    largest_events& operator=(const largest_events&) = delete;
    ~largest_events() = default;

    [[nodiscard]] const std::vector<event>& events() const noexcept { return events_; }

    /// Each of the names that convert is as long as a name may be.
    [[nodiscard]] attribution_options attribution() const {
        attribution_options options;
        options.conversions = conversions_;
        return options;
    }

    /// The same for a program: words of its command line.
    [[nodiscard]] std::vector<std::string> flags() const {
        std::vector<std::string> words;
        for (const std::string& name : conversions_)
            words.insert(words.end(), {"--conversion", name});
        return words;
    }

    [[nodiscard]] std::string csv() const {
        std::string csv;
        append_event_header(csv);
        for (const event& each : events_) append_event_row(csv, each);
        return csv;
    }

   private:
    static constexpr money largest{std::numeric_limits<std::int64_t>::max()};
    static constexpr money smallest{std::numeric_limits<std::int64_t>::min()};

    std::string_view text(alphabet of, std::size_t bytes) {
        return texts_.emplace_back(random_text(of, bytes, texts_.size()));
    }

    void add_user(alphabet of, const event& same) {
        constexpr std::array moments{"1990-01-01T00:00:00.000000Z", "2025-03-01T10:00:00.000000Z",
                                     "2025-03-01T10:00:00.000001Z", "2025-03-01T23:59:59.999999Z",
                                     "2025-03-02T10:00:00.000000Z", "2025-03-03T10:00:00.000000Z",
                                     "2025-03-03T12:00:00.000000Z", "2099-12-31T23:59:59.999999Z"};
        for (const std::string_view moment : moments) {
            event visit = same;
            visit.event_timestamp = at(moment);
            visit.event_name = text(of, max_identifier_bytes);
            visit.event_id = text(of, max_identifier_bytes);
            visit.event_value.reset();
            events_.push_back(visit);
            for (const bool is_named : {true, false}) add_conversion(of, visit, same, is_named);
        }
        events_.push_back(events_.back());  // delivered twice
    }

    // Amounts of two days are positive, of the others negative.
    void add_conversion(alphabet of, event conversion, const event& same, bool is_named) {
        conversion.event_name = same.event_name;
        conversion.event_id = is_named ? text(of, max_identifier_bytes) : std::string_view();
        conversion.transaction_id = text(of, max_identifier_bytes);
        conversion.page_location = text(of, max_text_bytes);
        conversion.event_value =
            conversion.event_timestamp < at("2025-03-03T00:00:00Z") ? largest : smallest;
        events_.push_back(conversion);
    }

    std::deque<std::string> texts_;
    std::vector<event> events_;
    std::vector<std::string> conversions_;
};

}  // namespace attrib::test
