/// @file
/// A stream that sends no command to a terminal, whatever text it is given.
#pragma once

#include <mutex>
#include <ostream>
#include <streambuf>
#include <string_view>

namespace attrib::console {

/// While it lives, `stream` shows what is written to it as `printable_lines` does. This holds for
/// messages and tables; files of data are written elsewhere and as they are. Any thread may write.
/// The stream must outlive it.
class printable_output : private std::streambuf {
   public:
    explicit printable_output(std::ostream& stream);
    printable_output(const printable_output&) = delete;
    printable_output& operator=(const printable_output&) = delete;
    ~printable_output() override;

   private:
    std::streamsize xsputn(const char* text, std::streamsize size) override;
    int_type overflow(int_type character) override;
    int sync() override;

    bool put(std::string_view text);

    std::ostream& stream_;
    std::streambuf* to_;
    std::mutex mutex_;
};

}  // namespace attrib::console
