using System.Buffers.Binary;
using System.Text.Json;
using Deque.AxeCore.Commons;
using MlOps.Codegen.Monitoring.Reports;
using MlOps.Codegen.Monitoring.Reports.Html;
using PuppeteerSharp;
using PuppeteerSharp.Media;

namespace MlOps.Codegen.Monitoring.Tests.Reports;

/// <summary>The page in a real browser: what it shows, what it says of itself, and how it is used without a mouse.</summary>
public sealed class HtmlReportBrowserTests : IDisposable
{
    private const int Narrow = 360;

    private readonly string folder = Directory.CreateTempSubdirectory("mlops-report-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [SkippableFact]
    public async Task The_page_renders_without_errors_and_its_figures_are_those_of_the_json()
    {
        await using IBrowser browser = await HeadlessBrowser.Start();
        await using IPage page = await browser.NewPageAsync();
        var complaints = new List<string>();
        var requests = new List<string>();
        page.Console += (_, message) => complaints.Add($"{message.Message.Type}: {message.Message.Text}");
        page.PageError += (_, error) => complaints.Add(error.Message);
        page.RequestFailed += (_, request) => complaints.Add($"request failed: {request.Request.Url}");
        page.Request += (_, request) => requests.Add(request.Request.Url);

        MonitorReport report = SampleReport.Of(6);
        string file = Path.Combine(folder, "report.html");
        await File.WriteAllTextAsync(file, HtmlReport.Write(report));
        await page.SetViewportAsync(new ViewPortOptions { Width = 1280, Height = 900 });
        await page.GoToAsync(new Uri(file).AbsoluteUri);

        JsonElement figures = await page.EvaluateExpressionAsync<JsonElement>(
            "[...document.querySelectorAll('[data-figure]')].map(e => [e.dataset.figure, e.value, e.textContent])");
        ShownFigure.AssertAreThoseOf(report, [.. figures.EnumerateArray().Select(each => new ShownFigure(each[0].GetString()!, each[1].GetString()!, each[2].GetString()!))]);

        // On a narrow screen too nothing is wider than the screen. What axe finds, of contrast as well, is nothing.
        byte[] light = await Look(page, "light", 1280);
        await AssertAccessible(page);
        byte[] dark = await Look(page, "dark", 1280);
        await AssertAccessible(page);
        await Look(page, "dark", Narrow);
        Assert.NotEqual(light, dark);
        Assert.Equal(1280, BinaryPrimitives.ReadInt32BigEndian(light.AsSpan(16)));
        Assert.Empty(complaints);
        Assert.All(requests, request => Assert.True(request.StartsWith("file:", StringComparison.Ordinal) || request.StartsWith("data:", StringComparison.Ordinal), request));
    }

    [SkippableFact]
    public async Task The_page_is_used_by_keyboard()
    {
        await using IBrowser browser = await HeadlessBrowser.Start();
        await using IPage page = await browser.NewPageAsync();
        string file = Path.Combine(folder, "report.html");
        await File.WriteAllTextAsync(file, HtmlReport.Write(SampleReport.Of(6)));
        await page.GoToAsync(new Uri(file).AbsoluteUri);

        // The first stop skips to the report; where the focus is can be seen.
        await page.Keyboard.PressAsync("Tab");
        Assert.Equal("Skip to the report", await Focused("textContent"));
        Assert.Equal("solid", await page.EvaluateExpressionAsync<string>("getComputedStyle(document.activeElement).outlineStyle"));
        await page.Keyboard.PressAsync("Enter");
        Assert.Equal("main", await Focused("id"));

        // Every column that is closed, and every table behind a chart, opens by a key.
        await page.EvaluateExpressionAsync("document.querySelector('details.column:not([open]) > summary').focus()");
        await page.Keyboard.PressAsync("Enter");
        Assert.True(await page.EvaluateExpressionAsync<bool>("document.activeElement.parentElement.open"));
        await page.EvaluateExpressionAsync("document.querySelector('figure details > summary').focus()");
        await page.Keyboard.PressAsync("Space");
        Assert.True(await page.EvaluateExpressionAsync<bool>("document.activeElement.parentElement.open"));
        await page.Keyboard.PressAsync("Tab");
        Assert.Equal("group", await page.EvaluateExpressionAsync<string>("document.activeElement.getAttribute('role')"));

        Task<string> Focused(string member) => page.EvaluateExpressionAsync<string>($"document.activeElement.{member}");
    }

    private static async Task AssertAccessible(IPage page)
    {
        await page.EvaluateExpressionAsync("document.querySelectorAll('details').forEach(d => d.open = true)");
        await page.EvaluateExpressionAsync(new BundledAxeScriptProvider().GetScript());
        string[] violations = await page.EvaluateFunctionAsync<string[]>(
            """
            async () => (await axe.run(document, { resultTypes: ['violations'] })).violations.map(
                v => `${v.id}: ${v.help}: ${v.nodes.slice(0, 3).map(n => n.html.slice(0, 200) + ' ' + n.failureSummary).join(' | ')}`)
            """);
        Assert.True(violations.Length == 0, string.Join("\n", violations));
    }

    // With MLOPS_TEST_SCREENSHOTS the pictures are kept in the folder that it names.
    private static async Task<byte[]> Look(IPage page, string scheme, int width)
    {
        await page.EmulateMediaFeaturesAsync([new MediaFeatureValue { MediaFeature = MediaFeature.PrefersColorScheme, Value = scheme }]);
        await page.SetViewportAsync(new ViewPortOptions { Width = width, Height = 900 });
        await page.EvaluateExpressionAsync("document.querySelectorAll('details').forEach(d => d.open = true)");
        Assert.InRange(await page.EvaluateExpressionAsync<int>("document.documentElement.scrollWidth"), 1, width);
        await page.EvaluateExpressionAsync("document.querySelectorAll('details:not(.column)').forEach(d => d.open = false)");
        byte[] picture = await page.ScreenshotDataAsync(new ScreenshotOptions { FullPage = width != Narrow, Type = ScreenshotType.Png });
        if (Environment.GetEnvironmentVariable("MLOPS_TEST_SCREENSHOTS") is { } pictures)
        {
            Directory.CreateDirectory(pictures);
            await File.WriteAllBytesAsync(Path.Combine(pictures, $"{scheme}-{width}.png"), picture);
        }

        return picture;
    }
}
