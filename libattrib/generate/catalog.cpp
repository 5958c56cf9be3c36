#include <libattrib/generate/catalog.hpp>
#include <string>

namespace attrib {
namespace {

std::array<std::string, page_count> make_pages() {
    constexpr std::size_t first_category = 4;
    constexpr std::size_t first_product = 16;
    const std::string site = "https://shop.example/";
    std::array<std::string, page_count> pages{site, site + "cart", site + "checkout",
                                              site + "checkout/thanks"};
    for (std::size_t i = first_category; i < page_count; ++i)
        pages[i] = site + (i < first_product ? "category/" : "product/") + std::to_string(i);
    return pages;
}

}  // namespace

std::string_view page_address(std::uint8_t page) {
    static const std::array<std::string, page_count> pages = make_pages();
    return pages[page];
}

}  // namespace attrib
