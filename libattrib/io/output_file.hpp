/// @file
/// A file that appears whole or not at all.
#pragma once

#include <libattrib/core/error.hpp>
#include <string>
#include <string_view>

namespace attrib {

/// Thrown when whoever read our standard output has left: not worth a message.
class reader_left : public failure {
   public:
    reader_left() : failure(errc::write_failed, "nobody reads standard output any more") {}
};

/// Throws `failure{write_failed}` that names the place and the reason, or `reader_left`.
[[noreturn]] void throw_write_failure(const std::string& place, int errno_value);

/// The file that writing to `path` replaces: its absolute path after symbolic links.
[[nodiscard]] std::string replaced_path(const std::string& path);

/// Makes a folder, and those above it, where there is none. Throws `failure{write_failed}`.
void make_output_folder(const std::string& path);

/// Bytes go to a file without a name in the same folder (O_TMPFILE), which `commit` links as
/// `PATH.<pid>.partial` and renames to PATH; without `commit` nothing is left, even after SIGKILL.
/// Where the file system has no such files the partial file is there from the beginning, and only
/// the destructor removes it. `-` is standard output; a path that is a device or a pipe is written
/// to in place. One thread at a time. Everything throws `failure{write_failed}`.
class output_file {
   public:
    explicit output_file(const std::string& path);
    output_file(output_file&& other) noexcept;
    output_file& operator=(output_file&&) = delete;
    ~output_file();

    void write(std::string_view bytes);
    void commit();

   private:
    [[nodiscard]] std::string partial_path() const;
    void flush();
    void write_out(std::string_view bytes);

    std::string path_;     // as the user named it
    std::string target_;   // what `partial_` becomes
    std::string partial_;  // its name until then; empty: it has none, or bytes go to their place
    std::string buffer_;
    int descriptor_ = -1;
};

}  // namespace attrib
