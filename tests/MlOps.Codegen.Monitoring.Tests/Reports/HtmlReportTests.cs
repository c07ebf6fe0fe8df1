using System.Globalization;
using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using MlOps.Codegen.Monitoring.Reports;
using MlOps.Codegen.Monitoring.Reports.Html;

namespace MlOps.Codegen.Monitoring.Tests.Reports;

public class HtmlReportTests
{
    private static readonly MonitorReport Report = SampleReport.Of(12);
    private static readonly string Page = HtmlReport.Write(Report);
    private static readonly IHtmlDocument Document = new HtmlParser(new HtmlParserOptions { IsStrictMode = true }).ParseDocument(Page);

    [Fact]
    public void Every_figure_is_that_of_the_json() =>
        ShownFigure.AssertAreThoseOf(Report, [.. Document.QuerySelectorAll("data").Select(data => new ShownFigure(data.GetAttribute("data-figure")!, data.GetAttribute("value")!, data.TextContent))]);

    [Fact]
    public void Names_are_texts_whatever_they_are()
    {
        Assert.Empty(Document.QuerySelectorAll("script"));
        Assert.DoesNotContain(Document.All.SelectMany(element => element.Attributes), attribute => attribute.Name.StartsWith("on", StringComparison.OrdinalIgnoreCase) || attribute.Name == "style");
        Assert.Equal(Report.Windows[0].Columns.Select(column => Plain(column.Name)).Order(StringComparer.Ordinal), Document.QuerySelectorAll("details.column h3").Select(heading => heading.TextContent).Order(StringComparer.Ordinal));
        Assert.Contains(Document.QuerySelectorAll("th bdi"), cell => cell.TextContent == SampleReport.Script);
        Assert.Contains(Document.QuerySelectorAll("th bdi"), cell => cell.TextContent == SampleReport.Attribute);
        Assert.Contains(Document.QuerySelectorAll("th bdi"), cell => cell.TextContent == SampleReport.RightToLeft);
        Assert.Contains(Document.QuerySelectorAll("svg title"), title => title.TextContent.Contains(SampleReport.Attribute, StringComparison.Ordinal));
        Assert.Equal($"{Report.Model}, version 3: monitor", Document.Title);

        // What would end the page, the drawing or the style ends nothing.
        Assert.NotNull(Document.QuerySelector("#glossary"));
        Assert.Single(Document.QuerySelectorAll("style"));
        static string Plain(string name) => name.Replace('\uD800', '\uFFFD').Replace('\u0000', '\uFFFD');
    }

    [Fact]
    public void The_page_needs_no_network_and_forbids_it()
    {
        string policy = Document.QuerySelector("meta[http-equiv=Content-Security-Policy]")!.GetAttribute("content")!;
        Assert.StartsWith("default-src 'none'; style-src 'sha256-", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("http", policy, StringComparison.Ordinal);
        string[] addresses = [.. Document.All.SelectMany(element => new[] { "src", "href", "action", "data", "srcset", "poster" }.Select(element.GetAttribute)).OfType<string>()];
        Assert.NotEmpty(addresses);
        Assert.All(addresses, address => Assert.True(address == "data:," || (address[0] == '#' && Document.GetElementById(address[1..]) is not null), address));
        Assert.DoesNotContain("url(", Document.QuerySelector("style")!.TextContent, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("@import", Document.QuerySelector("style")!.TextContent, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Who_cannot_see_it_can_read_it()
    {
        Assert.Equal("en", Document.DocumentElement.GetAttribute("lang"));
        Assert.Single(Document.QuerySelectorAll("h1"));
        Assert.Single(Document.QuerySelectorAll("main"));
        string[] ids = [.. Document.QuerySelectorAll("[id]").Select(element => element.Id!)];
        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.All(Document.QuerySelectorAll("section"), section => Assert.NotNull(Document.GetElementById(section.GetAttribute("aria-labelledby")!)));
        Assert.All(Document.QuerySelectorAll("table"), table =>
        {
            Assert.NotEmpty(table.QuerySelector("caption")!.TextContent.Trim());
            Assert.All(table.QuerySelectorAll("th"), heading => Assert.Contains(heading.GetAttribute("scope"), (string[])["col", "row"]));
            int columns = table.QuerySelectorAll("thead th").Length;
            Assert.All(table.QuerySelectorAll("tbody tr"), row => Assert.Equal(columns, row.ChildElementCount));
        });
        IElement[] charts = [.. Document.QuerySelectorAll("svg[role=img]")];
        Assert.True(charts.Length > 20, $"{charts.Length} charts");
        Assert.All(charts, chart =>
        {
            Assert.NotEmpty(chart.QuerySelector("title")!.TextContent);
            Assert.NotEmpty(chart.QuerySelector("desc")!.TextContent);
        });

        // A state is a shape and a word, not a colour alone.
        Assert.All(Document.QuerySelectorAll(".state"), state => Assert.True(state.QuerySelector("use") is not null && state.TextContent.Trim().Length > 0));
        Assert.Equal(["critical", "unchanged", "unchanged", "beyond a limit"], Document.QuerySelectorAll(".area").Take(4).Select(area => area.QuerySelector(".state")!.TextContent.Trim()));
    }

    [Fact]
    public void Bars_are_as_long_as_the_shares_of_the_table()
    {
        IElement figure = Document.QuerySelector("#column-1 figure")!;
        double[] Widths(string mark) => [.. figure.QuerySelectorAll($"svg.chart rect.{mark}").Select(bar => double.Parse(bar.GetAttribute("width")!, CultureInfo.InvariantCulture))];
        DistributionBin[] bins = [.. Report.Distributions[0].Bins];
        double[] shares = [.. Widths("stroke-reference"), .. Widths("fill-current")];
        double[] expected = [.. bins.Select(bin => bin.ReferenceShare!.Value), .. bins.Select(bin => bin.Share!.Value)];
        Assert.Equal(expected.Length, shares.Length);
        double scale = shares[0] / expected[0];
        Assert.All(shares.Zip(expected), pair => Assert.InRange(pair.First, (pair.Second * scale) - 0.1, (pair.Second * scale) + 0.1));
    }

    [Fact]
    public void The_same_report_gives_the_same_bytes_and_no_report_gives_a_page()
    {
        Assert.Equal(Page, HtmlReport.Write(SampleReport.Of(12)));
        Assert.DoesNotContain("\r", Page, StringComparison.Ordinal);
        IHtmlDocument empty = new HtmlParser().ParseDocument(HtmlReport.Write(SampleReport.Of(0)));
        Assert.Contains("No window", empty.QuerySelector("#overview")!.TextContent, StringComparison.Ordinal);
        ShownFigure.AssertAreThoseOf(SampleReport.Of(1), Figures(HtmlReport.Write(SampleReport.Of(1))));
    }

    [Fact]
    public void Many_columns_and_windows_stay_a_page()
    {
        MonitorReport many = SampleReport.Of(26, moreColumns: 91);
        string page = HtmlReport.Write(many);
        Assert.InRange(Encoding.UTF8.GetByteCount(page), 1, 4_000_000);
        IHtmlDocument document = new HtmlParser().ParseDocument(page);
        Assert.Equal(60, document.QuerySelectorAll("details.column").Length);
        Assert.Equal(100, document.QuerySelector("#columns table")!.QuerySelectorAll("tbody tr").Length);
    }

    private static ShownFigure[] Figures(string page) =>
        [.. new HtmlParser().ParseDocument(page).QuerySelectorAll("data").Select(data => new ShownFigure(data.GetAttribute("data-figure")!, data.GetAttribute("value")!, data.TextContent))];
}
