/// @file
/// A file that is complete: the ledger knows it by its bytes.
#pragma once

#include <libattrib/ingest/event_source.hpp>
#include <libattrib/ingest/source_identity.hpp>

namespace attrib::detail {

class file_source final : public event_source {
   public:
    /// Throws failure: as open_stored.
    file_source(const std::string& path, const reading_options& reading);

    std::optional<std::string> identity(connection& on, const event_chunk& first) override;
    void check_unchanged() const override;

   private:
    file_source(const std::string& path, reading_options reading, const file_version& version);

    reading_options reading_;
    file_version version_;  // before it was opened
    std::string identity_;  // once it was asked for
};

}  // namespace attrib::detail
