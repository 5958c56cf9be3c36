/// @file
/// The engine from events in memory to the text of all tables.
#pragma once

#include <libattrib/engine/csv_sink.hpp>
#include <libattrib/engine/engine.hpp>
#include <libattrib/io/channel_rules_file.hpp>
#include <tests/support/events.hpp>
#include <tests/support/reference.hpp>

namespace attrib::test {

/// A sink that keeps the CSV text of every table, headers included.
class text_sink final : public table_sink {
   public:
    text_sink() {
        for (std::size_t i = 0; i < table_count; ++i)
            texts[std::string(table_names[i])] = csv_header_of(static_cast<table>(i)) + "\n";
    }

    [[nodiscard]] bool takes(table) const noexcept override { return true; }

    void encode(table which, const user_rows& rows, std::string& out) const override {
        append_csv(out, which, rows);
    }

    void encode(table which, const summed_rows& rows, std::string& out) const override {
        append_csv(out, which, rows);
    }

    void write(table which, std::string&& rows) override {
        texts[std::string(name_of(which))] += rows;
    }

    table_texts texts;
};

struct engine_output {
    engine_summary summary;
    table_texts tables;
};

/// Attributes what the feeds deliver.
inline engine_output run_engine(std::span<event_feed* const> feeds, const engine_options& options,
                                const channel_classifier& classifier) {
    engine batch(options, classifier);
    for (event_feed* feed : feeds) batch.read(*feed);
    text_sink sink;
    engine_summary summary = batch.run(sink);
    return {std::move(summary), std::move(sink.texts)};
}

inline const channel_classifier& test_classifier() {
    static const channel_classifier classifier = default_channel_classifier();
    return classifier;
}

inline engine_output run_engine(const std::vector<event>& events,
                                const engine_options& options = {}) {
    memory_feed feed(events);
    event_feed* const feeds[] = {&feed};
    return run_engine(feeds, options, test_classifier());
}

}  // namespace attrib::test
