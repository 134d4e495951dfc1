// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/column_conv_torch.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <utility>

#include "models/conv_function_torch.h"
#include "models/matrix_products_torch.h"

namespace gano {
namespace {

/// Values of a core's rows, with those of what they are multiplied to: what its own cache holds.
constexpr std::int64_t nearValues = 60'000;
constexpr std::int64_t mostSumsOfColumns = 16, bandRows = 16;
/// Putting the weights into order takes as long as multiplying a few hundred pixels with them.
constexpr std::int64_t weightsPerPixel = 200;

/// Which pixels meet: the wide side's pixel (y, x) and tap (u, v) the thin side's pixel (stride · y - padding + dilation · u, …).
///
/// The thin side is the input and the wide side the output; or, where a layer gives few channels, the other way round, with the taps in
/// reverse order. A row of the matrix has a pixel's taps, each with the thin side's channels: (u, v, channel).
struct Meeting {
    bool reversed;
    std::int64_t images, side, stride, padding, dilation;
    std::int64_t thin, thinHeight, thinWidth;
    std::int64_t wide, wideHeight, wideWidth;

    Meeting(at::IntArrayRef x, at::IntArrayRef weight, const ConvShape& shape)
        : reversed(weight[0] < winograd::lanes), images(x[0]), side(weight[2]), stride(shape.stride), padding(shape.padding), dilation(shape.dilation),
          thin(x[1]), thinHeight(x[2]), thinWidth(x[3]), wide(weight[0]), wideHeight(out(x[2])), wideWidth(out(x[3])) {
        if (!reversed) return;
        std::swap(thin, wide);
        std::swap(thinHeight, wideHeight);
        std::swap(thinWidth, wideWidth);
        padding = dilation * (side - 1) - padding;
    }

    std::int64_t out(std::int64_t length) const { return (length + 2 * padding - dilation * (side - 1) - 1) / stride + 1; }
    std::int64_t wholeRow() const { return side * side * thin; }
    /// Multiples of eight can be results as well as factors; what is added is zero.
    std::int64_t row() const { return upTo(wholeRow(), winograd::lanes); }
    std::int64_t pixels() const { return images * wideHeight * wideWidth; }
    std::int64_t rowsAtOnce() const { return std::clamp<std::int64_t>(nearValues / (row() + wide) / winograd::rowsAtOnce, 2, 32) * winograd::rowsAtOnce; }
};

/// The weights as rows of the matrix by wide channels, and back.
torch::Tensor matrixOf(const Meeting& meeting, const torch::Tensor& weight) {
    const auto order = meeting.reversed ? weight.flip({2, 3}).permute({2, 3, 0, 1}) : weight.permute({2, 3, 1, 0});
    return at::constant_pad_nd(order.reshape({meeting.wholeRow(), meeting.wide}), {0, 0, 0, meeting.row() - meeting.wholeRow()});
}
torch::Tensor weightOf(const Meeting& meeting, const torch::Tensor& matrix) {
    const auto order = matrix.narrow(0, 0, meeting.wholeRow()).view({meeting.side, meeting.side, meeting.thin, meeting.wide});
    return meeting.reversed ? order.permute({2, 3, 0, 1}).flip({2, 3}) : order.permute({3, 2, 0, 1}).contiguous();
}

/// Calls work(value of the row, pixel of the thin side, values) for the parts of a pixel's row that lie next to each other on the thin side, with
/// -1 as the pixel of those outside.
template <class Work>
void eachPart(const Meeting& meeting, std::int64_t y, std::int64_t x, const Work& work) {
    const auto top = meeting.stride * y - meeting.padding, left = meeting.stride * x - meeting.padding;
    const bool together = meeting.dilation == 1 && left >= 0 && left + meeting.side <= meeting.thinWidth;
    for (std::int64_t u = 0; u < meeting.side; ++u) {
        const auto ty = top + meeting.dilation * u, first = u * meeting.side * meeting.thin;
        const bool inside = ty >= 0 && ty < meeting.thinHeight;
        if (!inside || together) {
            work(first, inside ? ty * meeting.thinWidth + left : -1, meeting.side * meeting.thin);
            continue;
        }
        for (std::int64_t v = 0; v < meeting.side; ++v) {
            const auto tx = left + meeting.dilation * v;
            work(first + v * meeting.thin, tx >= 0 && tx < meeting.thinWidth ? ty * meeting.thinWidth + tx : -1, meeting.thin);
        }
    }
}

/// Calls work(image, y, x, row) for `count` pixels of the wide side.
template <class Work>
void eachPixel(const Meeting& meeting, std::int64_t first, std::int64_t count, const Work& work) {
    auto x = first % meeting.wideWidth, y = first / meeting.wideWidth % meeting.wideHeight, image = first / meeting.wideWidth / meeting.wideHeight;
    for (std::int64_t i = 0; i < count; ++i) {
        work(image, y, x, i);
        if (++x < meeting.wideWidth) continue;
        x = 0;
        if (++y < meeting.wideHeight) continue;
        y = 0;
        ++image;
    }
}

void readRows(const Meeting& meeting, const float* thin, std::int64_t first, std::int64_t count, float* rows) {
    const auto length = meeting.row(), whole = meeting.wholeRow();
    eachPixel(meeting, first, count, [&](std::int64_t image, std::int64_t y, std::int64_t x, std::int64_t i) {
        const float* from = thin + image * meeting.thinHeight * meeting.thinWidth * meeting.thin;
        float* row = rows + i * length;
        eachPart(meeting, y, x, [&](std::int64_t at, std::int64_t pixel, std::int64_t values) {
            if (pixel < 0) std::fill_n(row + at, values, 0.F);
            else std::copy_n(from + pixel * meeting.thin, values, row + at);
        });
        std::fill(row + whole, row + length, 0.F);
    });
}

/// Parts of `count` rows, all of `each` but the last, which may be longer: never fewer than six, which is what products are made of.
std::int64_t partsOf(std::int64_t count, std::int64_t each) { return std::max<std::int64_t>(1, count / each); }

/// The wide side from the thin one.
torch::Tensor spread(const Meeting& meeting, const torch::Tensor& thin, const torch::Tensor& matrix, const float* bias) {
    GANO_RECORD_CONVOLUTION;
    const auto factors = packedMatrix(matrix);
    const auto made = at::empty({meeting.images, meeting.wide, meeting.wideHeight, meeting.wideWidth}, thin.options().memory_format(torch::MemoryFormat::ChannelsLast));
    const auto each = meeting.rowsAtOnce(), parts = partsOf(meeting.pixels(), each);
    at::parallel_for(0, parts, 1, [&](std::int64_t begin, std::int64_t end) {
        const auto rows = at::empty({2 * each * meeting.row()}, torch::kFloat);
        for (auto part = begin; part < end; ++part) {
            const auto first = part * each, count = part + 1 == parts ? meeting.pixels() - first : each;
            readRows(meeting, thin.data_ptr<float>(), first, count, rows.data_ptr<float>());
            winograd::multiplyRows(rows.data_ptr<float>(), count, meeting.row(), factors.data_ptr<float>(), meeting.wide, bias, made.data_ptr<float>() + first * meeting.wide);
        }
    });
    return made;
}

/// The thin side from the wide one: every pixel's row is added to where it was read. A core has some of the thin side's lines, and goes through
/// all pixels that meet them, always in the same order.
torch::Tensor collect(const Meeting& meeting, const torch::Tensor& wide, const torch::Tensor& matrix, const OptionalTensor& bias) {
    GANO_RECORD_CONVOLUTION;
    const auto factors = packedMatrix(matrix.t());
    const auto made = at::empty({meeting.images, meeting.thin, meeting.thinHeight, meeting.thinWidth}, wide.options().memory_format(torch::MemoryFormat::ChannelsLast));
    const auto lines = std::min(meeting.thinHeight, bandRows * meeting.stride), bands = upTo(meeting.thinHeight, lines) / lines;
    const auto reach = meeting.dilation * (meeting.side - 1), inImage = meeting.wideHeight * meeting.wideWidth, each = meeting.rowsAtOnce();
    at::parallel_for(0, meeting.images * bands, 1, [&](std::int64_t begin, std::int64_t end) {
        const auto rows = at::empty({2 * each * meeting.row()}, torch::kFloat);
        for (auto band = begin; band < end; ++band) {
            const auto image = band / bands, from = band % bands * lines, to = std::min(from + lines, meeting.thinHeight);
            float* target = made.data_ptr<float>() + image * meeting.thinHeight * meeting.thinWidth * meeting.thin;
            const auto own = target + from * meeting.thinWidth * meeting.thin;
            std::fill(own, target + to * meeting.thinWidth * meeting.thin, 0.F);
            if (bias)
                for (std::int64_t i = 0; i < (to - from) * meeting.thinWidth; ++i) std::copy_n(bias->data_ptr<float>(), meeting.thin, own + i * meeting.thin);
            // stride · y - padding + [0, reach] meets [from, to).
            const auto least = std::clamp<std::int64_t>((from + meeting.padding - reach + meeting.stride - 1) / meeting.stride, 0, meeting.wideHeight);
            const auto last = std::clamp<std::int64_t>((to - 1 + meeting.padding) / meeting.stride + 1, least, meeting.wideHeight);
            auto first = least * meeting.wideWidth;
            for (const auto after = last * meeting.wideWidth; first < after; first += each) {
                // A few pixels before may come again, so that there are six.
                const auto count = std::min(each, after - first), again = std::clamp<std::int64_t>(winograd::rowsAtOnce - count, 0, image * inImage + first);
                const auto room = std::max(count + again, winograd::rowsAtOnce);
                winograd::multiplyRows(wide.data_ptr<float>() + (image * inImage + first - again) * meeting.wide, room, meeting.wide, factors.data_ptr<float>(), meeting.row(),
                                       nullptr, rows.data_ptr<float>());
                eachPixel(meeting, image * inImage + first, count, [&](std::int64_t, std::int64_t y, std::int64_t x, std::int64_t i) {
                    const float* row = rows.data_ptr<float>() + (again + i) * meeting.row();
                    eachPart(meeting, y, x, [&](std::int64_t at, std::int64_t pixel, std::int64_t values) {
                        if (pixel < from * meeting.thinWidth || pixel >= to * meeting.thinWidth) return;
                        float* sum = target + pixel * meeting.thin;
                        for (std::int64_t c = 0; c < values; ++c) sum[c] += row[at + c];
                    });
                });
            }
        }
    });
    return made;
}

/// The gradient of the matrix, from sums of a part of the pixels each.
torch::Tensor sumsOf(const Meeting& meeting, const torch::Tensor& thin, const torch::Tensor& wide) {
    GANO_RECORD_CONVOLUTION;
    const auto row = meeting.row(), each = meeting.rowsAtOnce();
    const auto steps = partsOf(meeting.pixels(), each), parts = std::min(mostSumsOfColumns, steps);
    const auto sums = roomForSums(parts, row, meeting.wide);
    at::parallel_for(0, parts, 1, [&](std::int64_t begin, std::int64_t end) {
        const auto rows = at::empty({2 * each * row}, torch::kFloat);
        for (auto part = begin; part < end; ++part) {
            auto sum = sums[part];
            for (auto step = steps * part / parts; step < steps * (part + 1) / parts; ++step) {
                const auto first = step * each, count = step + 1 == steps ? meeting.pixels() - first : each;
                readRows(meeting, thin.data_ptr<float>(), first, count, rows.data_ptr<float>());
                winograd::sumProducts(rows.data_ptr<float>(), row, wide.data_ptr<float>() + first * meeting.wide, meeting.wide, count, step == steps * part / parts,
                                      sum.data_ptr<float>());
            }
        }
    });
    return matrixOfSums(sums, row, meeting.wide);
}

class ColumnConv {
public:
    ColumnConv(at::IntArrayRef x, at::IntArrayRef weight, const ConvShape& shape) : meeting_(x, weight, shape) {}
    torch::Tensor output(const torch::Tensor& x, const torch::Tensor& weight, const OptionalTensor& bias) const {
        const auto matrix = matrixOf(meeting_, weight);
        return meeting_.reversed ? collect(meeting_, x, matrix, bias) : spread(meeting_, x, matrix, valuesOf(bias));
    }
    torch::Tensor ofInput(const torch::Tensor& gradient, const torch::Tensor& weight) const {
        const auto matrix = matrixOf(meeting_, weight);
        return meeting_.reversed ? spread(meeting_, gradient, matrix, nullptr) : collect(meeting_, gradient, matrix, {});
    }
    torch::Tensor ofWeight(const torch::Tensor& x, const torch::Tensor& gradient) const {
        return weightOf(meeting_, meeting_.reversed ? sumsOf(meeting_, gradient, x) : sumsOf(meeting_, x, gradient));
    }

private:
    Meeting meeting_;
};

}  // namespace

bool canBeColumns(const torch::Tensor& x, const torch::Tensor& weight, const ConvShape& shape) {
    if (weight.size(2) != weight.size(3) || weight.size(2) < 1) return false;
    const auto suits = [](std::int64_t channels) { return channels >= winograd::lanes && channels % winograd::lanes == 0; };
    const bool reversed = weight.size(0) < winograd::lanes;
    if (reversed ? shape.stride != 1 || !suits(weight.size(1)) : !suits(weight.size(0)) || weight.size(1) < 1) return false;
    const Meeting meeting(x.sizes(), weight.sizes(), shape);
    return std::min({meeting.wideHeight, meeting.wideWidth, meeting.thinHeight, meeting.thinWidth}) > 0 && meeting.pixels() >= winograd::rowsAtOnce &&
           meeting.wholeRow() * meeting.wide <= weightsPerPixel * meeting.pixels();
}

torch::Tensor columnConv(const torch::Tensor& x, const torch::Tensor& weight, const torch::Tensor& bias, const ConvShape& shape) {
    return convolvedBy<ColumnConv>(x, weight, bias, shape);
}

}  // namespace gano
