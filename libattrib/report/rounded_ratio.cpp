#include <libattrib/report/rounded_ratio.hpp>

#include <cmath>

namespace attrib {

json rounded_ratio(double part, double whole) {
    constexpr double places = 1e6;
    if (whole == 0) return nullptr;
    return std::round(part / whole * places) / places + 0.0;  // no -0.0
}

}  // namespace attrib
