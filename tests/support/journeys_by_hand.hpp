/// @file
/// Events of users who each make one journey of given channels.
#pragma once

#include <string>
#include <vector>

namespace attrib::test {

/// A CSV of events of users who come by the channels, an hour apart, on March 1st, 2025.
class journeys_by_hand {
   public:
    void add(const std::vector<std::string>& channels, int converting, int null,
             const std::string& revenue = "10") {
        for (int i = 0; i < converting + null; ++i) {
            const std::string user = "u" + std::to_string(++users_);
            for (std::size_t visit = 0; visit < channels.size(); ++visit) {
                const std::string hour = "2025-03-01T1" + std::to_string(visit) + ":0";
                csv_ += user + "," + hour + "0:00Z,page_view," + channels[visit] + ",,\n";
                if (i < converting && visit + 1 == channels.size())
                    csv_ += user + "," + hour + "1:00Z,purchase,," + revenue + ",EUR\n";
            }
        }
    }

    [[nodiscard]] const std::string& csv() const noexcept { return csv_; }

   private:
    std::string csv_ = "user_pseudo_id,event_timestamp,event_name,channel,event_value,currency\n";
    int users_ = 0;
};

/// The worked example of the Markov model in docs/models.md: six conversions, fourteen journeys
/// without one.
inline journeys_by_hand markov_example() {
    journeys_by_hand example;
    example.add({"Display", "Paid Search"}, 2, 1);
    example.add({"Paid Search"}, 1, 3);
    example.add({"Display"}, 0, 4);
    example.add({"Email", "Paid Search", "Direct"}, 1, 0);
    example.add({"Direct"}, 2, 6);
    return example;
}

}  // namespace attrib::test
