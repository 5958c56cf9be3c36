/// @file
/// Pieces of output that are made on many threads and written in order.
#pragma once

#include <array>
#include <condition_variable>
#include <libattrib/engine/table_sink.hpp>
#include <map>
#include <mutex>
#include <string>

namespace attrib {

/// Rows of each table, encoded.
using table_pieces = std::array<std::string, table_count>;

/// Hands pieces to a sink in the order of their numbers, 0, 1, 2 and so on; holds back threads that
/// are far ahead, so that few pieces wait in memory.
class ordered_output {
   public:
    /// At most `window` pieces wait. The sink must outlive this.
    ordered_output(table_sink& sink, std::size_t window) : sink_(sink), window_(window) {}

    /// Gives a piece; may write it and those behind it, or wait for the ones before. Throws what
    /// the sink throws; after that every call returns at once, false.
    bool submit(std::size_t number, table_pieces&& pieces);

    /// Lets all waiting threads go, when one of them cannot submit any more.
    void abandon();

   private:
    void write(table_pieces& pieces);

    table_sink& sink_;
    std::size_t window_;
    std::mutex mutex_;
    std::condition_variable advanced_;
    std::map<std::size_t, table_pieces> waiting_;
    std::size_t next_ = 0;
    bool writing_ = false;
    bool abandoned_ = false;
};

}  // namespace attrib
