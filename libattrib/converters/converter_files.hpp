/// @file
/// The cheapest way to the tables of conversions: who does not convert has no row in them, so files
/// are looked at twice, and only the rows of those who convert are kept.
#pragma once

#include <cstdint>
#include <libattrib/engine/engine.hpp>
#include <libattrib/io/event_files.hpp>
#include <memory>
#include <string>
#include <vector>

namespace attrib {

struct converter_files_options {
    reading_options reading{};
    std::vector<std::string> conversions{};  ///< names of events that convert
    unsigned threads = 1;
    /// Bytes that events may take, as engine_options has it; most of it is for where rows lie.
    std::size_t memory_bytes = 0;
    std::size_t chunk_bytes = event_file_options{}.chunk_bytes;
};

/// A feed of files for two looks: `search`, then `look_again` and an engine. It may find at any of
/// these that it does not do; then all rows must be kept.
class converter_files final : public event_feed {
   public:
    /// Null where two looks would not do or not pay: JSON, what is compressed, more than half of
    /// the machine's memory. Errors: those of event_file::open. REQUIRES: regular files.
    [[nodiscard]] static result<std::unique_ptr<converter_files>> open(
        std::vector<std::string> paths, const converter_files_options& options);
    ~converter_files() override;

    /// As opened for the first look, with what was read in it.
    [[nodiscard]] const event_files& files() const noexcept;

    /// The first look: drains `feed`, which is this one or reads from it. False when so many rows
    /// convert that to read twice would take longer, or where rows lie takes too much memory.
    /// Throws what the feed throws.
    [[nodiscard]] bool search(event_feed& feed, const reject_handler& on_reject = {});

    /// From here on feeds the rows of those who convert, with more columns, and maybe some others,
    /// which change no table of conversions; no rejects that were not told before. Throws failure:
    /// as event_file::open. REQUIRES: search() was true.
    void look_again(kept_columns kept);

    /// As event_files::read_some, of the look it is at.
    bool read_some(event_consumer& consumer) override;

    /// Bytes that this look has read, and of all files. From any thread.
    [[nodiscard]] std::uint64_t position() const noexcept;
    [[nodiscard]] std::uint64_t size() const noexcept { return files().size(); }

    /// What is left of the memory for an engine's events.
    [[nodiscard]] std::size_t engine_memory() const noexcept;

    /// Whether nobody has written to the files since they were opened: only then do the looks
    /// agree.
    [[nodiscard]] bool are_unchanged() const;

    /// Makes the summary of the engine that read the second look one of all rows.
    void complete(engine_summary& summary) const;

   private:
    struct state;
    explicit converter_files(std::unique_ptr<state> opened);

    std::unique_ptr<state> state_;
};

}  // namespace attrib
