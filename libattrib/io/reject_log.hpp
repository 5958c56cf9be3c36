/// @file
/// Rejects as a CSV file: file, line, reason, message, text.
#pragma once

#include <libattrib/io/output_file.hpp>
#include <libattrib/io/reject.hpp>
#include <string>

namespace attrib {

/// Keeps every reject it is given; the text as it was, byte by byte. One thread at a time. Throws
/// what output_file throws.
class reject_log {
   public:
    explicit reject_log(const std::string& path);

    void add(const reject& refused);
    void commit() { file_.commit(); }

   private:
    output_file file_;
    std::string row_;
};

}  // namespace attrib
