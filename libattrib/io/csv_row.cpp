#include <libattrib/io/csv_row.hpp>

#include <charconv>
#include <cstring>
#include <libattrib/io/csv_rows.hpp>
#include <libattrib/io/csv_writer.hpp>

namespace attrib {
namespace {

// The widest value but for texts, quotes and comma included.
constexpr std::size_t widest = 48;
static_assert(widest >= longest_money_sum + 3);

template <class Word>
Word load(const char* from) noexcept {
    Word value;
    std::memcpy(&value, from, sizeof value);
    return value;
}

// Copies a text and gathers in `low` whether one of its characters is below `-`, as all are that
// call for quotes. Sooner than memcpy: most texts are short.
class checked_copy {
   public:
    char* copy(std::string_view text, char* out) noexcept {
        const char* const from = text.data();
        const std::size_t size = text.size();
        if (size >= sizeof(std::uint64_t)) {
            const std::size_t last = size - sizeof(std::uint64_t);
            for (std::size_t at = 0; at < last; at += sizeof(std::uint64_t))
                word<std::uint64_t>(from + at, out + at);
            word<std::uint64_t>(from + last, out + last);
        } else if (size >= sizeof(std::uint32_t)) {
            const std::size_t last = size - sizeof(std::uint32_t);
            word<std::uint32_t>(from, out);
            word<std::uint32_t>(from + last, out + last);
        } else {
            for (std::size_t i = 0; i < size; ++i) word<std::uint8_t>(from + i, out + i);
        }
        return out + size;
    }

    [[nodiscard]] bool is_doubtful() const noexcept { return low_ != 0; }

   private:
    template <class Word>
    void word(const char* from, char* to) noexcept {
        const Word value = load<Word>(from);
        std::memcpy(to, &value, sizeof value);
        constexpr auto ones = static_cast<Word>(0x0101010101010101);
        constexpr auto tops = static_cast<Word>(0x8080808080808080);
        low_ |= static_cast<Word>((value - ones * '-') & ~value & tops);
    }

    std::uint64_t low_ = 0;
};

}  // namespace

csv_row::csv_row(std::size_t values, std::size_t text_bytes) {
    begin_ = near_.data();
    if (const std::size_t room = values * widest + 2 * text_bytes; room > near_.size()) {
        far_.resize(room);
        begin_ = far_.data();
    }
    at_ = begin_;
}

void csv_row::text(std::string_view value) {
    checked_copy copying;
    char* const behind = copying.copy(value, at_);
    if ((copying.is_doubtful() && needs_quotes(value)) || is_null_text(value)) return quote(value);
    at_ = behind;
    *at_++ = ',';
}

// The same for a text that stands where it goes.
void csv_row::finish_text(std::string_view written) {
    if (needs_quotes(written)) return quote(std::string(written));
    at_ += written.size();
    *at_++ = ',';
}

void csv_row::quote(std::string_view value) {
    *at_++ = '"';
    for (const char c : value) {
        if (c == '"') *at_++ = '"';
        *at_++ = c;
    }
    *at_++ = '"';
    *at_++ = ',';
}

void csv_row::time(timestamp value) {
    write_timestamp(at_, value);
    at_ += timestamp_length;
    *at_++ = ',';
}

void csv_row::date(calendar_day value) {
    write_day(at_, value);
    at_ += day_length;
    *at_++ = ',';
}

void csv_row::number(std::int64_t value) {
    at_ = std::to_chars(at_, at_ + widest, value).ptr;
    *at_++ = ',';
}

void csv_row::amount(money value) {
    at_ = write_money(at_, value);
    *at_++ = ',';
}

void csv_row::amount(const money_sum& value) {
    at_ = write_money(at_, value);
    *at_++ = ',';
}

void csv_row::six_decimals(const money_sum& value) {
    at_ = write_six_decimals(at_, value);
    *at_++ = ',';
}

void csv_row::end(std::string& out) {
    if (at_ == begin_) ++at_;
    at_[-1] = '\n';
    out.append(begin_, at_);
    at_ = begin_;
}

}  // namespace attrib
