// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>
#include <QWidget>
#include <optional>

class QButtonGroup;
class QVBoxLayout;

namespace gano {

/// An entry of the rail: icon above name, a thin bar with percentage while a job runs there.
class RailButton : public QAbstractButton {
    Q_OBJECT
public:
    RailButton(const QString& icon, const QString& name, QWidget* parent = nullptr);

    /// 0 … 1; nothing hides the bar.
    void setProgress(std::optional<double> part);
    std::optional<double> progress() const { return progress_; }
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString icon_;
    std::optional<double> progress_;
};

/// The pages of the window, at its left.
class Rail : public QWidget {
    Q_OBJECT
public:
    explicit Rail(QWidget* parent = nullptr);

    RailButton* add(int page, const QString& icon, const QString& name);
    void setCurrent(int page);

Q_SIGNALS:
    void chosen(int page);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QButtonGroup* group_;
    QVBoxLayout* column_;
};

}  // namespace gano
