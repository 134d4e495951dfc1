// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <functional>

#include "core/data/preflight.h"

class QVBoxLayout;

namespace gano {

/// What the check found, as cards: the finding, what to do about it, which files, and a button that does it.
class FindingCards : public QWidget {
    Q_OBJECT
public:
    explicit FindingCards(QWidget* parent = nullptr);

    /// `remedy` gives the text of a finding's button, empty for none.
    void show(const std::vector<Finding>& findings, const std::function<std::string(const Finding&)>& remedy);

Q_SIGNALS:
    void remedyRequested(const gano::Finding& finding);

private:
    QWidget* card(const Finding& finding, const QString& remedy);

    QVBoxLayout* column_;
};

}  // namespace gano
