using System.Text;

namespace MlOps.Codegen.Build;

/// <summary>What builds run: writes the C# of the models that a file lists.</summary>
internal static class Program
{
    private const int Done = 0;
    private const int Refused = 1;
    private const int WrongUsage = 2;

    private static int Main(string[] args)
    {
        // What the build reads, whatever the console of the machine is used to.
        using var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true };
        if (args.Length != 1)
        {
            output.WriteLine("MlOps.Codegen.Build : error : usage: MlOps.Codegen.Build LIST, a file that the package's targets write");
            return WrongUsage;
        }

        try
        {
            return new ModelBuild(output).Run(ModelList.Parse(File.ReadLines(args[0]))) ? Done : Refused;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or FormatException)
        {
            output.WriteLine($"MlOps.Codegen.Build : error : {exception.Message.ReplaceLineEndings(" ")}");
            return WrongUsage;
        }
    }
}
