using Spectre.Console;

namespace MlOps.Codegen.Cli;

/// <summary>Shows on a terminal how far long work is: on standard error, and nowhere else.</summary>
internal static class Progress
{
    /// <summary>Does work that says how many rows are done.</summary>
    /// <param name="title">What is done.</param>
    /// <param name="count">Says how many rows there are; asked only where somebody watches.</param>
    /// <param name="work">The work; its argument takes the number of rows done.</param>
    /// <returns>What the work returns.</returns>
    public static T Run<T>(string title, Func<long> count, Func<Action<long>, T> work) =>
        Console.IsErrorRedirected ? work(_ => { }) : Shown(title, count(), work);

    // A method of its own: what nobody watches does not load the library.
    private static T Shown<T>(string title, long count, Func<Action<long>, T> work)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return console.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn(), new SpinnerColumn())
            .Start(context =>
            {
                ProgressTask task = context.AddTask(Markup.Escape(title), maxValue: Math.Max(1, count));
                return work(done => task.Value = done);
            });
    }
}
