#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <libattrib/core/error.hpp>
#include <libattrib/report/detail/conversion_page.hpp>
#include <libattrib/report/detail/csv_layout.hpp>
#include <limits>

namespace attrib {
namespace {

constexpr std::size_t default_conversions = 50;
constexpr std::size_t no_limit = std::numeric_limits<std::size_t>::max();
constexpr std::size_t first_piece_rows = 500;
constexpr std::size_t most_piece_rows = 4000;

// Where a piece of CSV begins, and how many conversions to read for it.
struct piece_begin {
    conversion_page page;
    std::size_t left = no_limit;  // conversions that the filter's limit leaves
};

std::string position_of(const piece_begin& begin) {
    const page_cursor& after = *begin.page.after;
    const auto moment = after.last.conversion_timestamp.time_since_epoch().count();
    return fmt::format("{} {} {}", begin.page.limit, begin.left,
                       after.shown == 0 ? std::to_string(moment + 1) : cursor_text(after));
}

piece_begin parse_position(const std::string& text) {
    piece_begin begin;
    const char* const end = text.data() + text.size();
    const auto limit = std::from_chars(text.data(), end, begin.page.limit);
    const auto left = std::from_chars(limit.ptr + 1, end, begin.left);
    std::int64_t moment = 0;
    if (std::from_chars(left.ptr + 1, end, moment).ptr == end)
        begin.page.after = end_of(timestamp(microseconds{moment}));
    else
        begin.page.after =
            parse_cursor(text.substr(static_cast<std::size_t>(left.ptr + 1 - text.data()))).value();
    return begin;
}

// Reads the conversions of each piece from the tables, as a page. The journeys that tell which
// conversions a filter on touchpoints takes are folded once, before the first piece.
class conversion_pieces final : public csv_pieces {
   public:
    explicit conversion_pieces(conversions_work& work)
        : rows_(work.rows),
          first_{{work.after, first_piece_rows}, rows_.filter.limit.value_or(no_limit)},
          places_(rows_.places(work.view, first_.page.until())),
          layout_(work.answer) {}

    [[nodiscard]] csv_piece at(const std::string& position,
                               const report_source& from) const override {
        csv_piece piece;
        if (position.empty()) layout_.append_header(piece.text);
        piece_begin begin = position.empty() ? first_ : parse_position(position);
        conversion_page& page = begin.page;
        page.limit = std::min(page.limit, begin.left);
        report_view view(from);
        check_settings(view);
        const query_result read = rows_.read(view, page, places_);
        const std::size_t taken =
            append_rows(view, read, std::min(read.rows(), page.limit), piece.text);
        begin.left -= taken;
        if (taken < read.rows())
            page.after = end_of(read, taken, page.after);
        else if (const auto moment = last_moment(page))
            page.after = end_of(*moment);
        else
            return piece;
        if (begin.left == 0) return piece;
        page.limit = std::clamp(taken * csv_piece_bytes / (piece.text.size() + 1), std::size_t{1},
                                most_piece_rows);
        piece.next = position_of(begin);
        return piece;
    }

    [[nodiscard]] std::size_t bytes() const noexcept override {
        return sizeof *this + (places_ ? places_->capacity() * sizeof(conversion_place) : 0);
    }

   private:
    // The last moment of the page's places where others come after them: the page may be short, or
    // empty, as conversions of its places are gone.
    [[nodiscard]] std::optional<timestamp> last_moment(const conversion_page& page) const {
        if (!places_) return std::nullopt;
        const auto places = places_of_page(*places_, page.until(), page.limit + 1);
        if (places.empty() || &places.back() == &places_->back()) return std::nullopt;
        return places.back().first;
    }

    // Rows before and after would not be of the same rules.
    void check_settings(report_view& view) const {
        if (settings_of_tables(view).text != rows_.scope.tables.text)
            throw failure(errc::stale_tables,
                          "the tables were made with other settings in the middle of the answer: "
                          "ask again");
    }

    // Appends conversions until the piece is long enough; returns how many.
    std::size_t append_rows(report_view& view, const query_result& read, std::size_t count,
                            std::string& out) const {
        auto conversions = rows_.conversions(view, read, count);
        attributor by;
        std::size_t taken = 0;
        while (taken < count && out.size() < csv_piece_bytes) {
            const json row = rows_.row_of(conversions[taken++], by);
            if (!row.is_null()) layout_.append_row(row, out);
        }
        return taken;
    }

    conversion_rows rows_;
    piece_begin first_;
    std::optional<std::vector<conversion_place>> places_;
    csv_layout layout_;
};

}  // namespace

json conversions_report(const report_source& from, const report_filter& filter) {
    conversions_work work(from, filter);
    if (work.has_none()) return std::move(work.answer);
    const conversion_page page{work.after, filter.limit.value_or(default_conversions)};
    const query_result read =
        work.rows.read(work.view, page, work.rows.places(work.view, page.until()));
    const std::size_t shown = std::min(read.rows(), page.limit);
    attributor by;
    for (read_conversion& each : work.rows.conversions(work.view, read, shown))
        if (json row = work.rows.row_of(each, by); !row.is_null())
            work.answer["data"].push_back(std::move(row));
    if (read.rows() > page.limit)
        work.answer["next_cursor"] = cursor_text(end_of(read, shown, page.after));
    return std::move(work.answer);
}

csv_report conversions_csv(const report_source& from, const report_filter& filter) {
    conversions_work work(from, filter);
    if (work.has_none()) return csv_report_of(std::move(work.answer));
    auto pieces = std::make_shared<const conversion_pieces>(work);
    return {std::move(work.answer), std::move(pieces)};
}

}  // namespace attrib
