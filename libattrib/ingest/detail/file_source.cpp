#include <libattrib/ingest/detail/file_source.hpp>
#include <utility>

namespace attrib::detail {

file_source::file_source(const std::string& path, const reading_options& reading)
    : file_source(path, reading, version_of(path)) {}

file_source::file_source(const std::string& path, reading_options reading,
                         const file_version& version)
    : event_source(path, open_stored(path).value()),
      reading_(std::move(reading)),
      version_(version) {}

std::optional<std::string> file_source::identity(connection&, const event_chunk&) {
    if (identity_.empty()) identity_ = identify_source(name(), reading_).value().text;
    return identity_;
}

void file_source::check_unchanged() const {
    if (version_of(name()) != version_)
        throw failure(errc::file_unreadable,
                      name() +
                          ": changed while it was read; what was read is in the database, run the "
                          "same command again to add what it holds now");
}

}  // namespace attrib::detail
