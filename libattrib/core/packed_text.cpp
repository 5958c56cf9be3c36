#include <array>
#include <bit>
#include <cstring>
#include <libattrib/core/packed_text.hpp>

namespace attrib {
namespace {

// Eight characters are worked on at once, the first in the lowest byte.
constexpr std::size_t word = sizeof(std::uint64_t);
constexpr std::uint64_t each_byte = 0x0101010101010101;

// Vectors of the compilers: sixteen characters, worked on at once.
using two_words = std::uint8_t __attribute__((vector_size(2 * word)));
using eight_pairs = std::uint16_t __attribute__((vector_size(2 * word)));
using eight_bytes = std::uint8_t __attribute__((vector_size(word)));

std::uint64_t load(const char* from) noexcept {
    std::uint64_t value;
    std::memcpy(&value, from, word);
    return std::endian::native == std::endian::little ? value : __builtin_bswap64(value);
}

void store(std::uint64_t value, char* to) noexcept {
    if constexpr (std::endian::native == std::endian::big) value = __builtin_bswap64(value);
    std::memcpy(to, &value, word);
}

// Characters to numbers of four bits, a byte each, and back. `read` says whether it could.
struct digit_alphabet {
    static constexpr char zero = '-';  // the lowest of 16 characters in a row

    static bool read(std::uint64_t text, std::uint64_t& numbers) noexcept {
        numbers = text - each_byte * zero;
        return (numbers & each_byte * 0xF0) == 0;
    }
    static std::uint64_t write(std::uint64_t numbers) noexcept {
        return numbers + each_byte * zero;
    }
    static two_words read(two_words text) noexcept { return text - zero; }
};

struct hexadecimal_alphabet {
    static constexpr char zero = '0';

    static bool read(std::uint64_t text, std::uint64_t& numbers) noexcept {
        numbers = (text & each_byte * 0x0F) + 9 * (text >> 6 & each_byte);
        return (numbers & each_byte * 0xF0) == 0 && write(numbers) == text;
    }
    static std::uint64_t write(std::uint64_t numbers) noexcept {
        const std::uint64_t is_letter = (numbers + each_byte * 6) >> 4 & each_byte;
        return numbers + each_byte * '0' + is_letter * ('a' - '0' - 10);
    }
    // Those that are none become 0xFF, which is no number.
    static two_words read(two_words text) noexcept {
        const two_words digits = text - '0';
        const two_words letters = text - 'a';
        const auto is_digit = std::bit_cast<two_words>(digits <= 9);
        const auto is_letter = std::bit_cast<two_words>(letters <= 5);
        return (is_digit & digits) | (is_letter & (letters + 10)) | ~(is_digit | is_letter);
    }
};

// Eight numbers in four bytes, the first in the upper half of the lowest.
std::uint32_t squeeze(std::uint64_t numbers) noexcept {
    std::uint64_t pairs = (numbers << 4 | numbers >> 8) & 0x00FF00FF00FF00FF;
    pairs = (pairs | pairs >> 8) & 0x0000FFFF0000FFFF;
    return static_cast<std::uint32_t>(pairs | pairs >> 16);
}

// Sixteen characters to eight bytes; false where one is not of the alphabet. For machines whose
// lowest byte comes first.
template <class Alphabet>
bool pack_two_words(const char* from, char* out) noexcept {
    two_words text;
    std::memcpy(&text, from, sizeof text);
    const two_words numbers = Alphabet::read(text);
    const auto beyond = std::bit_cast<std::array<std::uint64_t, 2>>(numbers & 0xF0);
    if ((beyond[0] | beyond[1]) != 0) return false;
    // Of each pair the first number goes to the upper half.
    const auto pairs = std::bit_cast<eight_pairs>(numbers);
    const auto packed = __builtin_convertvector(pairs << 4 | pairs >> 8, eight_bytes);
    std::memcpy(out, &packed, sizeof packed);
    return true;
}

std::uint64_t spread(std::uint32_t packed) noexcept {
    std::uint64_t pairs = packed;
    pairs = (pairs | pairs << 16) & 0x0000FFFF0000FFFF;
    pairs = (pairs | pairs << 8) & 0x00FF00FF00FF00FF;
    return (pairs >> 4 & 0x000F000F000F000F) | (pairs & 0x000F000F000F000F) << 8;
}

// The last `left` characters, fewer than a word, filled up with zeros of the alphabet.
template <class Alphabet>
std::uint64_t load_last(std::string_view text, std::size_t left) noexcept {
    const std::uint64_t filling = each_byte * Alphabet::zero << (8 * left);
    if (text.size() >= word)
        return load(text.data() + text.size() - word) >> (8 * (word - left)) | filling;
    std::uint64_t last = 0;
    for (std::size_t i = 0; i < left; ++i)
        last |= std::uint64_t{static_cast<unsigned char>(text[i])} << (8 * i);
    return last | filling;
}

template <class Alphabet>
bool pack_by(std::string_view text, char* out) noexcept {
    const char* from = text.data();
    std::size_t left = text.size();
    std::uint64_t numbers;
    if constexpr (std::endian::native == std::endian::little)
        for (; left >= 2 * word; left -= 2 * word, from += 2 * word, out += word)
            if (!pack_two_words<Alphabet>(from, out)) return false;
    for (; left >= word; left -= word, from += word, out += word / 2) {
        if (!Alphabet::read(load(from), numbers)) return false;
        store(squeeze(numbers), out);
    }
    if (left == 0) return true;
    if (!Alphabet::read(load_last<Alphabet>(text, left), numbers)) return false;
    store(squeeze(numbers), out);
    return true;
}

template <class Alphabet>
void unpack_by(const char* packed, std::size_t size, char* out) noexcept {
    for (std::size_t done = 0; done < size; done += word, packed += word / 2) {
        char bytes[word] = {};
        std::memcpy(bytes, packed, size - done < word ? (size - done + 1) / 2 : word / 2);
        store(Alphabet::write(spread(static_cast<std::uint32_t>(load(bytes)))), out + done);
    }
}

constexpr std::size_t uuid_size = 36;
constexpr std::size_t uuid_digits = 32;

// A run of hexadecimal digits in a UUID; a dash stands before each but the first.
struct uuid_part {
    std::size_t place, size;
};
constexpr std::array<uuid_part, 5> uuid_parts{{{0, 8}, {9, 4}, {14, 4}, {19, 4}, {24, 12}}};

bool pack_uuid(std::string_view text, char* out) noexcept {
    char digits[uuid_digits];
    char* end = digits;
    for (const auto& [place, size] : uuid_parts) {
        if (place != 0 && text[place - 1] != '-') return false;
        end += text.copy(end, size, place);
    }
    return pack_by<hexadecimal_alphabet>({digits, uuid_digits}, out);
}

void unpack_uuid(const char* packed, char* out) noexcept {
    char digits[uuid_digits];
    unpack_by<hexadecimal_alphabet>(packed, uuid_digits, digits);
    const char* from = digits;
    for (const auto& [place, size] : uuid_parts) {
        if (place != 0) out[place - 1] = '-';
        std::memcpy(out + place, from, size);
        from += size;
    }
}

}  // namespace

packing pack(std::string_view text, char* out) noexcept {
    if (text.size() == uuid_size && pack_uuid(text, out)) return packing::uuid;
    if (pack_by<digit_alphabet>(text, out)) return packing::digits;
    if (pack_by<hexadecimal_alphabet>(text, out)) return packing::hexadecimal;
    text.copy(out, text.size());
    return packing::plain;
}

void unpack(packing how, const char* packed, std::size_t size, char* out) noexcept {
    switch (how) {
        case packing::plain:
            std::memcpy(out, packed, size);
            return;
        case packing::digits:
            return unpack_by<digit_alphabet>(packed, size, out);
        case packing::hexadecimal:
            return unpack_by<hexadecimal_alphabet>(packed, size, out);
        case packing::uuid:
            return unpack_uuid(packed, out);
    }
}

std::strong_ordering compare_texts(const packed_text& a, const packed_text& b) noexcept {
    // All ways of packing keep the order of texts of one size.
    if (a.how == b.how && a.size == b.size) return a.bytes() <=> b.bytes();
    char room[packing_room(longest_compared)];
    char other_room[packing_room(longest_compared)];
    return unpack(a, room) <=> unpack(b, other_room);
}

}  // namespace attrib
