// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/ATen.h>

#include <functional>

#include "core/base/run_control.h"
#include "core/image/image.h"
#include "core/image/normalise.h"
#include "core/predict/network_grid.h"
#include "core/predict/predictor.h"
#include "core/train/checkpoint_torch.h"

namespace gano {

/// Finished rows of a prediction, from the top: `values` is C × rows × width, `deviation` the same or undefined.
/// Rows are those of the image times the model's scale. Values are probabilities for segmentation (C = 1: of class 1), normalised intensities otherwise.
struct PredictedRows {
    std::int64_t y = 0;
    at::Tensor values;
    at::Tensor deviation;
};
using RowSink = std::function<void(const PredictedRows&)>;

/// Sends an image through a network in overlapping tiles, blended with a raised cosine, strip by strip. With
/// PredictOptions::matchPixelSize on the grid that has the model's pixel size; the rows come back on the image's own grid.
class TiledNetwork {
public:
    /// `told` gets a sentence when the device's memory is too small for the tiles and they are made smaller.
    TiledNetwork(LoadedModel model, const std::string& device, const PredictOptions& options,
                 std::function<void(const std::string&)> told);

    const ModelCard& card() const { return card_; }
    const PredictOptions& options() const { return options_; }  ///< As used: tiles may have become smaller.
    /// Instance and group norm take their statistics from what they see, that is, from the tile.
    bool normalisesTiles() const { return card_.generator.norm == "instance" || card_.generator.norm == "group"; }
    int channels() const { return card_.generator.outChannels; }

    /// False when stopped. When the device's memory is used up before the first rows are out, tiles of half the side are
    /// tried, down to 64 px; later than that it is an Error.
    bool run(const ImageRef& ref, const ImageInfo& info, const Scaling& scaling, RunControl& control, const RowSink& sink);

private:
    struct Answer {
        at::Tensor mean, deviation;
    };
    bool runOnGrid(const ImageRef& ref, const ImageInfo& info, const Scaling& scaling, const NetworkGrid& grid, RunControl& control, const RowSink& sink);
    bool runOnce(const ImageRef& ref, const ImageInfo& info, const Scaling& scaling, RunControl& control, const RowSink& sink);
    Answer answer(const at::Tensor& tiles);
    at::Tensor once(const at::Tensor& tiles);

    std::shared_ptr<ImageNetwork> network_;
    ModelCard card_;
    at::Device device_;
    PredictOptions options_;
    std::function<void(const std::string&)> told_;
};

}  // namespace gano
