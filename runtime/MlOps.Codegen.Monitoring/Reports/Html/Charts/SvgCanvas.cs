using System.Globalization;
using System.Text;
using OxyPlot;

namespace MlOps.Codegen.Monitoring.Reports.Html.Charts;

/// <summary>
/// Draws a chart as the content of an <c>svg</c> element whose colours are classes, so that a page shows it on light and dark ground and
/// needs no style of its own per element, which the page's content security policy forbids.
/// </summary>
internal sealed class SvgCanvas : RenderContextBase
{
    // Where letters stand within the height of their line, as shares of the size of the font.
    private const double Ascent = 0.8;
    private const double Middle = 0.35;
    private const double Descent = 0.2;

    private readonly StringBuilder text = new();

    // The library knows the widths of Helvetica's letters, in points; browsers take pixels, and often wider fonts.
    private const double Widest = 1.5;

    private readonly PdfRenderContext measure = new(1, 1, OxyColors.Undefined);
    private int clips;

    /// <inheritdoc/>
    public override int ClipCount => clips;

    /// <summary>The elements that were drawn.</summary>
    public Markup Content => new(text.ToString());

    /// <inheritdoc/>
    public override void DrawLine(IList<ScreenPoint> points, OxyColor stroke, double thickness, EdgeRenderingMode edgeRenderingMode, double[] dashArray, LineJoin lineJoin)
    {
        if (points.Count < 2 || stroke.IsInvisible() || thickness <= 0)
        {
            return;
        }

        text.Append("<polyline");
        Stroke(stroke, thickness, dashArray);
        Points(points);
    }

    /// <inheritdoc/>
    public override void DrawLineSegments(IList<ScreenPoint> points, OxyColor stroke, double thickness, EdgeRenderingMode edgeRenderingMode, double[] dashArray, LineJoin lineJoin)
    {
        if (points.Count < 2 || stroke.IsInvisible() || thickness <= 0)
        {
            return;
        }

        text.Append("<path");
        Stroke(stroke, thickness, dashArray);
        text.Append(" d=\"");
        for (int i = 0; i + 1 < points.Count; i += 2)
        {
            text.Append('M').Append(Coordinates(points[i])).Append('L').Append(Coordinates(points[i + 1]));
        }

        text.Append("\"/>");
    }

    /// <inheritdoc/>
    public override void DrawPolygon(
        IList<ScreenPoint> points, OxyColor fill, OxyColor stroke, double thickness, EdgeRenderingMode edgeRenderingMode, double[] dashArray, LineJoin lineJoin)
    {
        text.Append("<polygon");
        Fill(fill, stroke, thickness);
        Points(points);
    }

    /// <inheritdoc/>
    public override void DrawRectangle(OxyRect rectangle, OxyColor fill, OxyColor stroke, double thickness, EdgeRenderingMode edgeRenderingMode)
    {
        if (fill.IsInvisible() && (stroke.IsInvisible() || thickness <= 0))
        {
            return;
        }

        text.Append("<rect");
        Fill(fill, stroke, thickness);
        text.Append(CultureInfo.InvariantCulture, $" x=\"{Number(rectangle.Left)}\" y=\"{Number(rectangle.Top)}\" width=\"{Number(rectangle.Width)}\" height=\"{Number(rectangle.Height)}\"/>");
    }

    /// <inheritdoc/>
    public override void DrawEllipse(OxyRect extents, OxyColor fill, OxyColor stroke, double thickness, EdgeRenderingMode edgeRenderingMode)
    {
        text.Append("<ellipse");
        Fill(fill, stroke, thickness);
        text.Append(
            CultureInfo.InvariantCulture,
            $" cx=\"{Number(extents.Center.X)}\" cy=\"{Number(extents.Center.Y)}\" rx=\"{Number(extents.Width / 2)}\" ry=\"{Number(extents.Height / 2)}\"/>");
    }

    /// <inheritdoc/>
    public override void DrawText(
        ScreenPoint p, string text, OxyColor fill, string fontFamily, double fontSize, double fontWeight, double rotation, HorizontalAlignment horizontalAlignment, VerticalAlignment verticalAlignment, OxySize? maxSize)
    {
        if (string.IsNullOrEmpty(text))
        {
            return;
        }

        double drop = verticalAlignment switch
        {
            VerticalAlignment.Top => Ascent,
            VerticalAlignment.Middle => Middle,
            VerticalAlignment.Bottom => -Descent,
            _ => throw new ArgumentOutOfRangeException(nameof(verticalAlignment)),
        };
        string anchor = horizontalAlignment switch
        {
            HorizontalAlignment.Left => "",
            HorizontalAlignment.Center => " text-anchor=\"middle\"",
            HorizontalAlignment.Right => " text-anchor=\"end\"",
            _ => throw new ArgumentOutOfRangeException(nameof(horizontalAlignment)),
        };
        string turn = rotation == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" transform=\"rotate({Number(rotation)} {Coordinates(p)})\"");
        this.text.Append(
            CultureInfo.InvariantCulture,
            $"<text class=\"fill-{ChartColor.Name(fill)}\" x=\"{Number(p.X)}\" y=\"{Number(p.Y + (drop * fontSize))}\" font-size=\"{Number(fontSize)}\"{anchor}{turn}>{EscapingContext.Escape(text)}</text>");
    }

    /// <inheritdoc/>
    public override OxySize MeasureText(string text, string fontFamily, double fontSize, double fontWeight) =>
        string.IsNullOrEmpty(text) ? OxySize.Empty : Widened(measure.MeasureText(text, fontFamily, fontSize, fontWeight));

    /// <inheritdoc/>
    public override void PushClip(OxyRect clippingRectangle) => clips++;

    /// <inheritdoc/>
    public override void PopClip() => clips--;

    private static OxySize Widened(OxySize size) => new(size.Width * Widest, size.Height);

    private void Stroke(OxyColor stroke, double thickness, double[]? dashes)
    {
        text.Append(CultureInfo.InvariantCulture, $" class=\"stroke-{ChartColor.Name(stroke)}\" fill=\"none\" stroke-width=\"{Number(thickness)}\"");
        if (dashes is { Length: > 0 })
        {
            text.Append(CultureInfo.InvariantCulture, $" stroke-dasharray=\"{string.Join(' ', dashes.Select(dash => Number(dash * thickness)))}\"");
        }
    }

    private void Fill(OxyColor fill, OxyColor stroke, double thickness)
    {
        bool isFilled = fill.IsVisible();
        bool isStroked = stroke.IsVisible() && thickness > 0;
        string[] classes = [.. new[] { isFilled ? $"fill-{ChartColor.Name(fill)}" : null, isStroked ? $"stroke-{ChartColor.Name(stroke)}" : null }.OfType<string>()];
        text.Append(CultureInfo.InvariantCulture, $" class=\"{string.Join(' ', classes)}\"");
        if (!isFilled)
        {
            text.Append(" fill=\"none\"");
        }

        if (isStroked)
        {
            text.Append(CultureInfo.InvariantCulture, $" stroke-width=\"{Number(thickness)}\"");
        }
    }

    private void Points(IEnumerable<ScreenPoint> points) => text.Append(" points=\"").AppendJoin(' ', points.Select(Coordinates)).Append("\"/>");

    private static string Coordinates(ScreenPoint point) => $"{Number(point.X)} {Number(point.Y)}";

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
