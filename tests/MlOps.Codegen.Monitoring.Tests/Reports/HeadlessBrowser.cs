using PuppeteerSharp;

namespace MlOps.Codegen.Monitoring.Tests.Reports;

/// <summary>A Chromium that is installed, without a window.</summary>
internal static class HeadlessBrowser
{
    // In milliseconds: on a busy machine a browser takes a while to start.
    private const int Patience = 180_000;

    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge"];

    /// <summary>Starts it; a test without one is skipped.</summary>
    public static async Task<IBrowser> Start()
    {
        string? path = Environment.GetEnvironmentVariable("MLOPS_TEST_BROWSER") ?? Find();
        Skip.If(path is null, "no Chromium in PATH; MLOPS_TEST_BROWSER can name one");
        return await Puppeteer.LaunchAsync(new LaunchOptions
        {
            ExecutablePath = path,
            Headless = true,
            Timeout = Patience,
            ProtocolTimeout = Patience,

            // As root, as in containers, its sandbox does not start; the page is our own.
            Args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-extensions"],
        });
    }

    private static string? Find() => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .SelectMany(folder => Names.SelectMany(name => new[] { Path.Combine(folder, name), Path.Combine(folder, name + ".exe") }))
        .FirstOrDefault(File.Exists);
}
