// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <memory>

namespace gano {

/// Shows a page's content, or why there is none: empty (with what to do), loading (cancellable), failed (sentence, button,
/// details folded away). Every list, pane and page stands in one.
class StatePanel : public QWidget {
    Q_OBJECT
public:
    explicit StatePanel(QWidget* content, QWidget* parent = nullptr);
    ~StatePanel() override;

    void showContent();
    /// `action` is the text of the button; none without a text.
    void showEmpty(const QString& sentence, const QString& action = {});
    /// total 0: not known. The cancel button appears when `cancellable`.
    void showLoading(const QString& sentence, qint64 done = 0, qint64 total = 0, bool cancellable = false);
    void showFailed(const QString& sentence, const QString& action = {}, const QString& details = {});
    bool showsContent() const;

Q_SIGNALS:
    void actionRequested();  ///< The button of the empty or failed state.
    void cancelRequested();

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace gano
