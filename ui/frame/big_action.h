// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>

namespace gano {

/// A large choice: icon, title, one sentence. For the few things one can do next.
class BigAction : public QAbstractButton {
    Q_OBJECT
public:
    BigAction(const QString& icon, const QString& title, const QString& sentence, QWidget* parent = nullptr);

    void setSentence(const QString& sentence);
    void setPrimary(bool primary);  ///< The likeliest choice wears the accent colour.
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    QRect textBox(int width) const;
    QFont titleFont() const;

    QString icon_, sentence_;
    bool primary_ = false;
};

}  // namespace gano
