using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Etl.Storage.Sources;

namespace Etl.Storage.Tests.Sources;

/// <summary>A web server with TLS on this machine, which answers each path with the text that a test gave for it.</summary>
internal sealed class TlsServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly X509Certificate2 _certificate = CreateCertificate();
    private readonly ConcurrentDictionary<string, string> _answers = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _firstRequest = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _accepting;

    public TlsServer()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Address => new($"https://localhost:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    public ConcurrentQueue<string> Requests { get; } = new();

    public Task FirstRequest => _firstRequest.Task;

    /// <summary>A handler like that of the product, which knows the server's certificate.</summary>
    public SocketsHttpHandler CreateHandler()
    {
        var handler = HttpSource.CreateHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.GetCertHashString() == _certificate.GetCertHashString();
        return handler;
    }

    /// <summary>Answers with a status, some headers and a body; a body with fewer bytes than its length ends early.</summary>
    public Uri Answer(string path, int status = 200, string body = "", int? length = null, params IEnumerable<string> headers)
    {
        string[] lines = [$"HTTP/1.1 {status} {(HttpStatusCode)status}", $"Content-Length: {length ?? body.Length}", "Connection: close", .. headers, "", body];
        _answers[path] = string.Join("\r\n", lines);
        return new Uri(Address, path);
    }

    /// <summary>Takes the request and never answers.</summary>
    public Uri KeepSilent(string path)
    {
        _answers[path] = "";
        return new Uri(Address, path);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _listener.Stop();
        _stop.Dispose();
        _certificate.Dispose();
    }

    private static X509Certificate2 CreateCertificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, new DateTimeOffset(9999, 1, 1, 0, 0, 0, TimeSpan.Zero));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), password: null);
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                await using var stream = new SslStream(client.GetStream());
                await stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate }, _stop.Token);
                using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
                if (await reader.ReadLineAsync(_stop.Token) is not { Length: > 0 } request)
                {
                    // The client does not trust the certificate.
                    return;
                }

                while (await reader.ReadLineAsync(_stop.Token) is { Length: > 0 })
                {
                    // The headers do not matter.
                }

                Requests.Enqueue(request);
                _firstRequest.TrySetResult();
                var answer = _answers.GetValueOrDefault(request.Split(' ')[1], "HTTP/1.1 404 NotFound\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
                if (answer.Length == 0)
                {
                    await Task.Delay(Timeout.Infinite, _stop.Token);
                }

                await stream.WriteAsync(Encoding.UTF8.GetBytes(answer), _stop.Token);
                await stream.ShutdownAsync();
            }
            catch (Exception exception) when (exception is OperationCanceledException or IOException or SocketException or AuthenticationException)
            {
                // The client went away, or the test has ended.
            }
        }
    }
}
