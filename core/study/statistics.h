// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <limits>
#include <span>
#include <vector>

namespace gano {

/// A number that is not there.
inline constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

/// Student's t: the value that a share `p` in (0, 1) of the distribution with `freedom` degrees of freedom (> 0, need not
/// be whole) lies below.
double studentQuantile(double p, double freedom);
/// The share of Student's distribution that lies below `t`, by the regularised incomplete beta function (continued
/// fraction, Press et al., Numerical Recipes, 6.4).
double studentShareBelow(double t, double freedom);

/// Wilcoxon's signed rank test of paired differences against "as often and as much above as below zero".
struct SignedRank {
    std::size_t pairs = 0;   ///< That are left after differences of exactly zero were dropped, as Wilcoxon (1945) did.
    double positive = 0.0;   ///< Sum of the ranks of the positive differences (W+); ties have their mean rank.
    double p = 1.0;          ///< Two-sided; 1 when no pair is left.
    bool exact = true;
};
/// Up to 25 pairs the distribution of W+ is counted out exactly, with the ranks as they are (ties included); beyond, the
/// normal approximation with the variance corrected for ties, (n(n+1)(2n+1) - sum(t^3 - t)/2) / 24, and a continuity
/// correction of 1/2 (Hollander and Wolfe, Nonparametric Statistical Methods, 3.1).
SignedRank wilcoxonSignedRank(std::span<const double> differences);

/// Holm's correction for several comparisons (Holm 1979): what to hold against 0.05 instead of each p. Same order as `p`.
std::vector<double> holmAdjusted(std::span<const double> p);

/// Scores of one arm of a study, or differences of two: a row per seed, a column per test image, NaN where an image was not
/// a test image for a seed.
using ScoreGrid = std::vector<std::vector<double>>;

/// The mean over seeds of each image; NaN where no seed has it.
std::vector<double> imageMeans(const ScoreGrid& grid);

/// A mean with its 95 % confidence interval.
struct MeanInterval {
    double mean = 0.0;  ///< NaN when there is no value.
    double low = 0.0, high = 0.0;  ///< NaN when there is only one value.
    std::size_t seeds = 0, images = 0;
    double spread = 0.0;  ///< Standard deviation of the seeds' means; NaN for one seed.
};

/// Seeds and test images are two crossed samples: another seed, or other images, would have given another mean. Its variance
/// is taken as var(seed means)/S + var(image means)/I, which counts what both share twice and so errs towards a wider
/// interval (Owen 2007, "The pigeonhole bootstrap", eq. 8). The interval is mean ± t · s with the t of Cochran and Cox (1950,
/// "Experimental Designs"): Student's t for seeds and for images, weighted by the two variances. With three seeds Satterthwaite's
/// degrees of freedom would call equal trainings different in up to 7 of 100 studies, this one in fewer than 5.
/// With one seed the interval is over the images alone and knows nothing of the luck of a seed; with one image the other way
/// round. The mean is the mean over seeds of the means over images.
MeanInterval meanOverSeedsAndImages(const ScoreGrid& grid);

}  // namespace gano
