/// @file
/// A file that appears whole or not at all.
#pragma once

#include <libattrib/core/error.hpp>
#include <string>
#include <string_view>

namespace attrib {

/// Writes to `<path>.partial` and renames it to `path` when it is complete; `-` is standard output,
/// written as it comes. Destroyed without `commit` the partial file is removed. Every failure to
/// write throws failure (write_failed) with the path and the reason. One thread at a time.
class output_file {
 public:
    explicit output_file(std::string path);
    output_file(output_file&& other) noexcept;
    output_file& operator=(output_file&&) = delete;
    ~output_file();

    void write(std::string_view bytes);

    /// Puts the file in its place. Call once, last.
    void commit();

    [[nodiscard]] const std::string& path() const noexcept { return path_; }

 private:
    void flush();
    [[noreturn]] void fail(int reason) const;
    [[nodiscard]] std::string partial_path() const { return path_ + ".partial"; }

    std::string path_;
    std::string buffer_;
    int descriptor_ = -1;
};

}  // namespace attrib
