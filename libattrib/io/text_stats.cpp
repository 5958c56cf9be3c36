#include <libattrib/io/text_stats.hpp>

#include <algorithm>
#include <array>
#include <cstddef>

namespace attrib {
namespace {

// Part of its callers, and with them of the instructions those may use: compilers make vectors of
// the inner loop, as wide as these allow.
__attribute__((always_inline)) inline text_stats survey_with(std::string_view text) {
    constexpr std::size_t lanes = 64;
    constexpr std::size_t max_rounds = 255;  // what a byte counts to
    text_stats out;
    std::array<std::uint8_t, lanes> quotes{};
    std::array<std::uint8_t, lanes> bad{};
    const char* at = text.data();
    std::size_t left = text.size();
    while (left >= lanes) {
        std::array<std::uint8_t, lanes> feeds{};
        const std::size_t rounds = std::min(left / lanes, max_rounds);
        for (std::size_t i = 0; i < rounds; ++i, at += lanes)
            for (std::size_t lane = 0; lane < lanes; ++lane) {
                const auto byte = static_cast<std::uint8_t>(at[lane]);
                feeds[lane] =
                    static_cast<std::uint8_t>(feeds[lane] + static_cast<int>(byte == '\n'));
                quotes[lane] |= static_cast<std::uint8_t>(byte == '"');
                // NUL - 1 is 0xFF: what is below 1 and what is above 127 set the top bit.
                bad[lane] |= static_cast<std::uint8_t>((byte - 1) | byte);
            }
        for (const std::uint8_t count : feeds) out.line_feeds += count;
        left -= rounds * lanes;
    }
    for (; left > 0; --left, ++at) {
        const auto byte = static_cast<std::uint8_t>(*at);
        out.line_feeds += static_cast<std::uint64_t>(byte == '\n');
        quotes[0] |= static_cast<std::uint8_t>(byte == '"');
        bad[0] |= static_cast<std::uint8_t>((byte - 1) | byte);
    }
    for (std::size_t lane = 0; lane < lanes; ++lane) {
        out.has_quote |= quotes[lane] != 0;
        out.is_plain &= bad[lane] < 0x80;
    }
    return out;
}

text_stats survey_by_any(std::string_view text) { return survey_with(text); }

#if defined(__x86_64__)
__attribute__((target("avx2"))) text_stats survey_by_avx2(std::string_view text) {
    return survey_with(text);
}
// g++ makes vectors of half the size unless it is told.
#if defined(__clang__)
#define ATTRIB_AVX512 __attribute__((target("avx512bw")))
#else
#define ATTRIB_AVX512 __attribute__((target("avx512bw,prefer-vector-width=512")))
#endif
ATTRIB_AVX512 text_stats survey_by_avx512(std::string_view text) { return survey_with(text); }
#undef ATTRIB_AVX512
#endif

struct surveyor_list {
    std::array<surveyor, 3> all{};
    std::size_t count = 0;

    surveyor_list() noexcept {
#if defined(__x86_64__)
        if (__builtin_cpu_supports("avx512bw")) all[count++] = survey_by_avx512;
        if (__builtin_cpu_supports("avx2")) all[count++] = survey_by_avx2;
#endif
        all[count++] = survey_by_any;
    }
};

}  // namespace

std::span<const surveyor> surveyors() noexcept {
    static const surveyor_list here;
    return std::span(here.all).first(here.count);
}

}  // namespace attrib
