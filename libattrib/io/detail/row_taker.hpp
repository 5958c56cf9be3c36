/// @file
/// What becomes of each row that was parsed.
#pragma once

#include <libattrib/io/event_parser.hpp>
#include <libattrib/io/row_parser.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace attrib::detail {

/// Hands rows on as events or rejects, and counts them. What it is made of must outlive it.
class row_taker {
   public:
    /// Rejects name `place` instead of their line where it is given. Events later than `latest` are
    /// rejects.
    row_taker(const std::string& path, event_consumer& consumer, row_counts& counts,
              timestamp latest, std::optional<std::uint64_t> place = {})
        : path_(path), consumer_(consumer), counts_(counts), latest_(latest), place_(place) {}

    void accept(const event& parsed, std::uint64_t line, std::string_view text) {
        if (parsed.event_timestamp > latest_) [[unlikely]]
            return refuse({reject_reason::timestamp_future, column::event_timestamp}, line, text);
        ++counts_.read;
        ++counts_.accepted;
        counts_.rounded += parsed.is_value_rounded ? 1 : 0;
        consumer_.accept(parsed);
    }

    void refuse(const rule_break& broken, std::uint64_t line, std::string_view text) {
        ++counts_.read;
        ++counts_.rejected;
        consumer_.refuse({path_, place_.value_or(line), broken.reason, message_of(broken),
                          text.substr(0, broken.reason == reject_reason::row_too_long
                                             ? kept_bytes_of_oversize_row
                                             : text.size())});
    }

   private:
    const std::string& path_;
    event_consumer& consumer_;
    row_counts& counts_;
    timestamp latest_;
    std::optional<std::uint64_t> place_;
};

}  // namespace attrib::detail
