/// @file
/// What can be read only once: the ledger knows it by the name that the user gave, if any.
#pragma once

#include <libattrib/ingest/event_source.hpp>

namespace attrib::detail {

class pipe_source final : public event_source {
   public:
    /// Says through the options where no name was given. Throws failure: as open_piped.
    pipe_source(const std::string& path, const stream_options& options);

    std::optional<std::string> identity(connection& on, const event_chunk& first) override;
    [[nodiscard]] bool can_skip() const noexcept override { return false; }

   private:
    std::string identity_;
};

}  // namespace attrib::detail
