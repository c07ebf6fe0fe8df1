using System.CommandLine;
using System.Text;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Dsl.Formatting;

namespace MlOps.Codegen.Cli.Commands;

/// <summary><c>mlops fmt</c>: pipelines with even blanks and indentation.</summary>
internal static class FormatCommand
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static Command Create()
    {
        var files = new Argument<string[]>("files") { Description = "The .pipeline files.", Arity = ArgumentArity.OneOrMore };
        var check = new Option<bool>("--check") { Description = "Change nothing; exit code 1 where a file is not formatted." };
        var command = new Command(
            "fmt",
            """
            Formats pipelines: blanks and indentation change, nothing else.

            Examples:
              mlops fmt churn.pipeline
              mlops fmt --check *.pipeline
            """)
        {
            files, check,
        };
        command.SetAction((parsed, _) => Task.FromResult(Run(parsed.GetRequiredValue(files), parsed.GetValue(check))));
        return command;
    }

    private static int Run(string[] files, bool checksOnly)
    {
        int exit = ExitCodes.Done;
        foreach (string file in files)
        {
            if (!File.Exists(file))
            {
                throw new CommandFailure(ExitCodes.Unreachable, $"there is no file '{file}'");
            }

            string text;
            try
            {
                text = Utf8.GetString(File.ReadAllBytes(file)).TrimStart('\uFEFF');
            }
            catch (DecoderFallbackException)
            {
                throw new CommandFailure(ExitCodes.Model, $"{file}: the file is not UTF-8 text");
            }

            var diagnostics = new DiagnosticBag();
            string? formatted = PipelineFormatter.Format(text, file, diagnostics);
            ModelLoader.Show(diagnostics);
            if (formatted is null)
            {
                exit = ExitCodes.Model;
            }
            else if (formatted != text)
            {
                Console.Out.WriteLine(file);
                exit = checksOnly && exit == ExitCodes.Done ? ExitCodes.Different : exit;
                if (!checksOnly)
                {
                    // Whoever is interrupted keeps the old file, or has the new one.
                    WholeFile.Write(file, formatted);
                }
            }
        }

        return exit;
    }
}
