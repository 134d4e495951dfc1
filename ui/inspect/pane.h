// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QTimer>

#include "ui/inspect/contents.h"
#include "ui/inspect/display_settings.h"

class QComboBox;
class QLabel;

namespace gano {

class StatePanel;

/// One pane: what it shows can be chosen in its head, and why it shows nothing is said in its middle.
class Pane : public QFrame {
    Q_OBJECT
public:
    /// Two contents in one view: the second is under the divider, blinks, or is subtracted.
    enum class Pairing { None, Swipe, Blink, Difference };

    Pane(int number, Contents& contents, const DisplaySettings& settings, QWidget* parent = nullptr);

    ImageView& view() { return *view_; }
    int number() const { return number_; }
    Content content() const { return content_; }
    Content second() const { return second_; }
    void setContent(Content content);
    void setSecond(Content second);
    void setPairing(Pairing pairing);
    Pairing pairing() const { return pairing_; }
    void setActive(bool active);
    /// "Predict this image" is offered where a prediction is missing.
    void setCanPredict(bool can);

    /// Shows what there is now.
    void refresh();
    /// Applies contrast and overlay alone.
    void refreshDisplay();

    /// What the view's grey values are of: a labels content over the micrograph has the micrograph's.
    ContrastGroup group() const;
    QString title() const;
    Marks marks() const;  ///< What is drawn over the image.
    Content shownContent() const;  ///< Of the grey values: the input where labels lie over it.
    const Contrast& secondContrast() const { return secondContrast_; }

    /// Panes share the room evenly, whatever they show.
    QSize sizeHint() const override { return {120, 140}; }

Q_SIGNALS:
    void contentChosen();
    void activated();
    void predictRequested();
    void lookAgainRequested();

protected:
    void paintEvent(QPaintEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void choose();
    void fillCombos();
    std::shared_ptr<ImageSource> base() const;
    void showMissing(Content content);
    void watch(const std::shared_ptr<ImageSource>& source);
    void act();

    int number_;
    Contents& contents_;
    const DisplaySettings& settings_;
    Content content_ = Content::Input, second_ = Content::Output;
    Pairing pairing_ = Pairing::None;
    bool canPredict_ = false, failed_ = false, active_ = false;
    Contrast secondContrast_;
    ImageView* view_;
    StatePanel* state_;
    QComboBox *first_, *other_;
    QLabel* between_;
    QTimer late_;  ///< What is made within a moment is not announced as loading.
};

}  // namespace gano
