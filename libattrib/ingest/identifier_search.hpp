/// @file
/// People's identifiers in texts that no reader could take apart: rejected rows, names of sources.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace attrib {

/// What an identifier must have at both ends: a byte that is part of no word, or the end of the
/// text. An end of the identifier that is itself no part of a word needs none.
enum class word_kind : std::uint8_t {
    of_identifiers,  ///< words are letters, digits, _ - . and what is not ASCII
    of_names,        ///< of paths and sources: letters, digits and what is not ASCII
};

/// Knows identifiers by length and hash only. Looks at a text in each spelling that readers of CSV,
/// JSON and URLs undo: as it is, with doubled quotes made one, JSON's escapes undone, each also
/// with percent-encoding undone. Not thread-safe while identifiers are added.
class identifier_search {
   public:
    void add(std::string_view identifier);
    void add(std::size_t bytes, std::uint64_t hash);
    /// Somebody of whom neither is known: every word is a candidate then.
    void add_unknown() noexcept { takes_all_words_ = true; }

    [[nodiscard]] bool is_empty() const noexcept { return hashes_.empty() && !takes_all_words_; }

    /// Parts of the text that may be one of the identifiers: hashes can be the same by chance, so
    /// the caller compares. None is there twice.
    [[nodiscard]] std::vector<std::string> candidates(
        std::string_view text, word_kind words = word_kind::of_identifiers) const;

   private:
    void search(std::string_view text, word_kind words, std::set<std::string>& found) const;

    std::set<std::size_t> lengths_;
    std::unordered_set<std::uint64_t> hashes_;
    bool takes_all_words_ = false;
};

}  // namespace attrib
