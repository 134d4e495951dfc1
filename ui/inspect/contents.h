// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QString>
#include <array>
#include <memory>
#include <optional>

#include "ui/view/background.h"
#include "ui/inspect/outputs.h"
#include "ui/view/image_view.h"

namespace gano {

/// What a pane can show of an image.
enum class Content { Input, Output, Truth, Probability, Uncertainty, Residual, Difference, Other };
inline constexpr std::array kContents = {Content::Input,       Content::Output,   Content::Truth,      Content::Probability,
                                         Content::Uncertainty, Content::Residual, Content::Difference, Content::Other};
QString contentName(Content content);

/// Which contents share a contrast: grey values in the input's units, and the rest each by itself.
enum class ContrastGroup { Grey, Probability, Uncertainty, Signed, Labels };

/// What is drawn over the micrograph.
enum class Marks { None, Output, Truth, Both };

/// The image that is looked at and everything that belongs to it.
struct Inspected {
    ImageRef image;
    std::optional<ImageRef> truth;
    OutputFiles output, other;
    QString otherModel;  ///< Name of the model that made `other`; empty: there is none.
    bool labels = false;  ///< The task's outputs and truths are labels.
    bool operator==(const Inspected&) const = default;
};

/// Makes the image sources of one image's contents: files as they are, the rest computed on a worker thread.
class Contents : public QObject {
    Q_OBJECT
public:
    explicit Contents(QObject* parent = nullptr);

    /// nullopt: nothing is looked at. `again`: read the files anew, though they have the same names.
    void setImage(std::optional<Inspected> image, bool again);
    const std::optional<Inspected>& image() const { return image_; }

    /// True when what it takes is there: an output, a truth.
    bool available(Content content) const;
    /// Why it is not, as a sentence.
    QString reason(Content content) const;
    /// Null while it is being made; changed() tells when it is there. `classes`: labels as such, not the micrograph under them.
    std::shared_ptr<ImageSource> source(Content content);
    /// The first minus the second, for the difference mode.
    std::shared_ptr<ImageSource> between(Content first, Content second);
    /// Labels to draw over a micrograph; null without.
    std::shared_ptr<ImageSource> marks(Marks marks);
    /// Of a content that is being made: the sentence of its failure.
    QString failure(Content content) const;
    QString betweenFailure() const { return made_[kBetween].failure; }

    /// For exports, away from the interface thread: what source(), between() and marks() show, as an image. Throws Error.
    using Make = std::function<Image()>;
    Make reader(Content content) const;
    Make betweenReader(Content first, Content second) const;
    Make marksReader(Marks marks, Content content) const;
    /// The file that holds the content's values as they are, if one does.
    std::optional<ImageRef> plainFile(Content content) const;

    bool isLabels(Content content) const;
    ContrastGroup group(Content content) const;
    /// Class k of the labels shown stands for this value in the files.
    std::vector<double> labelValues() const { return values_; }
    /// The output's recipe, when there is one.
    const std::optional<Recipe>& recipe() const { return recipe_; }

Q_SIGNALS:
    void changed();

private:
    struct Made {
        std::shared_ptr<ImageSource> source;
        bool making = false;
        int number = 0;  ///< Of the making, so that a late result of an earlier one is dropped.
        QString failure;
    };
    static constexpr std::size_t kAgreement = kContents.size(), kBetween = kAgreement + 1;
    std::shared_ptr<ImageSource> made(std::size_t slot, bool labels, Make make);
    ImageRef fileOf(Content content) const;
    Make fileReader(Content content) const;

    std::optional<Inspected> image_;
    std::optional<Recipe> recipe_;
    std::vector<double> values_;
    std::array<Made, kContents.size() + 2> made_;
    std::pair<Content, Content> between_{};
    int makings_ = 0;
    Background background_{1};
};

}  // namespace gano
