#include "platform/guilloche/curves.hpp"
#include "platform/guilloche/guilloche.hpp"

#include <zlib.h>

#include <stdexcept>

namespace boxoffice {
namespace {

constexpr double stroke_pixels = 1.2;
constexpr int shades = 16;

// How much of each pixel is inked: 0 to 1.
class Canvas {
public:
    Canvas(int width, int height) : width_(width), height_(height), ink_(static_cast<std::size_t>(width * height)) {}

    void draw(const guilloche::Band& band, double place) {
        const double scale = static_cast<double>(width_) / guilloche::side;
        for (int column = 0; column < width_; ++column) {
            const double x = (column + 0.5) / scale;
            const double y = (band.at(x, place) - guilloche::side / 2.0) * scale + height_ / 2.0;
            const double slope = band.slope(x, place);
            ink_column(column, y, 1 / std::sqrt(1 + slope * slope));
        }
    }

    // Rows of four bits a pixel, each behind the number of its filter: none.
    std::string rows() const {
        std::string bytes;
        for (int row = 0; row < height_; ++row) {
            bytes += '\0';
            for (int column = 0; column < width_; column += 2)
                bytes +=
                    static_cast<char>(shade(row, column) << 4 | (column + 1 < width_ ? shade(row, column + 1) : 0));
        }
        return bytes;
    }

private:
    // A pixel is inked as far as the line's edge, seen across the line, passes its middle.
    void ink_column(int column, double y, double across) {
        const double reach = (stroke_pixels + 1) / 2;
        const int first = std::max(0, static_cast<int>(std::floor(y - reach / across)));
        const int last = std::min(height_ - 1, static_cast<int>(std::ceil(y + reach / across)));
        for (int row = first; row <= last; ++row) {
            auto& ink = ink_[place(row, column)];
            ink = std::max(ink, std::clamp(reach - std::abs(row + 0.5 - y) * across, 0.0, 1.0));
        }
    }
    std::size_t place(int row, int column) const {
        return static_cast<std::size_t>(row) * static_cast<std::size_t>(width_) + static_cast<std::size_t>(column);
    }
    int shade(int row, int column) const {
        return static_cast<int>(std::lround(ink_[place(row, column)] * (shades - 1)));
    }

    int width_;
    int height_;
    std::vector<double> ink_;
};

void append_number(std::string& out, std::uint32_t number) {
    for (const unsigned shift : {24U, 16U, 8U, 0U}) out += static_cast<char>(number >> shift);
}

void append_chunk(std::string& png, std::string_view type, std::string_view content) {
    append_number(png, static_cast<std::uint32_t>(content.size()));
    const auto start = png.size();
    png.append(type).append(content);
    const auto* bytes = reinterpret_cast<const Bytef*>(png.data() + start);
    append_number(png, static_cast<std::uint32_t>(crc32(0, bytes, static_cast<uInt>(png.size() - start))));
}

std::string deflated(const std::string& text) {
    auto size = compressBound(text.size());
    std::string out(size, '\0');
    const auto* source = reinterpret_cast<const Bytef*>(text.data());
    if (compress2(reinterpret_cast<Bytef*>(out.data()), &size, source, text.size(), Z_BEST_COMPRESSION) != Z_OK)
        throw std::runtime_error("no memory to compress a picture");
    out.resize(size);
    return out;
}

}  // namespace

std::string guilloche_png(std::string_view seed, int width, int height, std::uint32_t colour) {
    Canvas canvas(width, height);
    for (const auto& band : guilloche::bands_of(seed))
        for (int line = 0; line < band.lines; ++line) canvas.draw(band, band.place_of(line));

    std::string header;
    append_number(header, static_cast<std::uint32_t>(width));
    append_number(header, static_cast<std::uint32_t>(height));
    header += std::string_view("\4\3\0\0\0", 5);  // four bits a pixel, of a palette
    std::string palette;
    std::string opacities;
    for (int shade = 0; shade < shades; ++shade) {
        for (const unsigned shift : {16U, 8U, 0U}) palette += static_cast<char>(colour >> shift);
        opacities += static_cast<char>(shade * 255 / (shades - 1));
    }
    std::string png("\x89PNG\r\n\x1a\n");
    append_chunk(png, "IHDR", header);
    append_chunk(png, "PLTE", palette);
    append_chunk(png, "tRNS", opacities);
    append_chunk(png, "IDAT", deflated(canvas.rows()));
    append_chunk(png, "IEND", "");
    return png;
}

}  // namespace boxoffice
